"""The texts that members agree to. A published file is never changed: a new wording is a new file, one number on."""
