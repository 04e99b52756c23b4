"""Files in, proposals out: keeps the originals, has them read and extracted, survives being killed.

This room joins the floors below: it alone knows both the documents and the register.
"""
