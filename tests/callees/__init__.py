"""The demo's recorded callees: how they are made, and that what was made agrees with itself."""
