"""How good the machine is: its findings held against labels that people made from the page.

`labels` reads them, `matching` says when a value is right, `scoring` counts, `calibration` asks whether the machine
knows how sure it may be.
"""
