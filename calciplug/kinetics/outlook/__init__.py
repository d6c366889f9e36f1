"""What a prescription does to one quantity: the models put together, from what a prescription and a patient say.

Each function takes what a sheet knows (flows, durations, sessions a week) and gives one number; `interval` makes an
interval of it where an argument is not known better than by its bounds.
"""
