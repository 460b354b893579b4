# The program and what it needs, nothing else: no build tools, no tests, nobody's root.
FROM python:3.11-slim AS build
WORKDIR /source
COPY pyproject.toml requirements.lock README.md ./
COPY .ci/image .ci/image
COPY adapters adapters
COPY bot bot
COPY content content
COPY storage storage
RUN .ci/image /opt/upstream

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data upstream \
    && install --directory --owner=upstream --group=upstream /data
COPY --from=build /opt/upstream /opt/upstream
ENV PATH=/opt/upstream/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/upstream.db \
    HOST=0.0.0.0 \
    PORT=8000
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["upstream", "serve"]
