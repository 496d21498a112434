"""Who acts for a member: caregivers' grants, which the member can end."""
