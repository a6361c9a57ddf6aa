# One image for all programs of the project; docker-compose.yml says which one a container runs.
# Only `python3` is taken from the base image, wherever it lies there.

FROM docker.io/library/python:3.11-slim AS dependencies
RUN python3 -m venv /opt/venv
COPY requirements.lock /build/
RUN /opt/venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check \
        --require-hashes -r /build/requirements.lock

FROM dependencies AS project
COPY . /build/
RUN /opt/venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check \
        --no-index --no-deps --no-build-isolation --target /opt/project /build

FROM docker.io/library/python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin dikjamila \
    && install -d -o dikjamila -g dikjamila -m 0750 /data
COPY --from=dependencies /opt/venv /opt/venv
# A layer of its own: a change of the code does not copy the dependencies again.
COPY --from=project /opt/project /opt/project
COPY ops/container/ /opt/start/
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/opt/project PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER dikjamila
WORKDIR /data
CMD ["python", "-m", "api", "serve"]
