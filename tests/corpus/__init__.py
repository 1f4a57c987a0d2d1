"""Documents made from known content: plans as data, layouts as parameters, real producers, and a scorer."""
