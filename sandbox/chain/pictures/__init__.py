"""Pictures of the goods, drawn by code, one consistent style, kept in the sandbox's folder once drawn."""

from sandbox.chain.pictures.album import drawn, files_for

__all__ = ["drawn", "files_for"]
