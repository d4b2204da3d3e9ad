"""A small trained network that reads a passage once for each company: what does it say of this one?"""
