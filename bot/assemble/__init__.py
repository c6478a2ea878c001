"""The only place that names concrete classes and reads files for the pure rooms.

`house` opens an installation, `files` its scripts and phrases, `minds` what understands them, `engines` its ears and
mouths, `campaigns` what a campaign works with. Heavy engines are imported inside the functions that need them, so that
`winback --help` stays quick.
"""
