"""Import this before pipecat: it greets on stderr when it is imported, and logs every frame later.

What goes wrong in a pipeline comes to its line as an event, not as a log line.
"""

from loguru import logger

logger.disable("pipecat")
