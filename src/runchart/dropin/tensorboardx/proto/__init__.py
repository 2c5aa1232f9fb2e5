"""TensorFlow's public messages, in modules named as tensorboardX names them. Above `schema`; needs protobuf."""

try:
    import google.protobuf  # noqa: F401
except ImportError as error:
    raise ImportError(
        "tensorboardX.proto: its messages are protobuf's and protobuf is not installed: pip install protobuf. "
        "Logging needs neither."
    ) from error
