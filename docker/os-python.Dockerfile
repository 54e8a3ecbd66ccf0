# Python with what artifacts of the toolchain may import; its packages outlive every change of the rig.
ARG OS
FROM ${OS}

RUN /opt/cambrian/install python3 python-is-python3 python3-pytest python3-pytest-asyncio python3-pytest-aiohttp \
  python3-aiohttp python3-structlog python3-pydantic python3-yaml
