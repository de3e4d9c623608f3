"""The commands of the command line, one module each: ``run(options)`` does it, refusals go up."""
