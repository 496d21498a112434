"""What both sites stand on: settings, accounts, decisions, audit, design, jobs, mail, operation."""
