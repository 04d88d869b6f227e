# The production image: web, worker, beat and migrate run from it. No embedded servers, no build tools, not root.

FROM node:20-slim AS front
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.11-slim AS packages
WORKDIR /build
COPY requirements/base.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r base.txt

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home portal && mkdir -p /data/papers /data/static && chown -R portal /data
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=iacs_portal.settings.production \
    DATA_DIR=/data
WORKDIR /portal
COPY --from=packages /venv /venv
COPY --from=front /build/node_modules ./node_modules
COPY manage.py ./
COPY iacs_portal ./iacs_portal
COPY approvals ./approvals
COPY registration ./registration
COPY usergroups ./usergroups
COPY templates ./templates
COPY static ./static
# collectstatic reads no secret; it only needs the settings module to load.
RUN SECRET_KEY=build-time-only-build-time-only-build-time \
    SSN_KEYS=build-time-only-build-time-only-build-time \
    OUTBOX_KEYS=YnVpbGQtdGltZS1vbmx5LWJ1aWxkLXRpbWUtb25seS0= \
    DATABASE_URL=postgres://none@127.0.0.1/none REDIS_URL=redis://127.0.0.1/0 \
    ALLOWED_HOSTS=none.invalid EMAIL_HOST=none.invalid SITE_URL=https://none.invalid \
    python manage.py collectstatic --no-input --verbosity 0 && chown -R portal /data
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "iacs_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--access-logfile", "-"]
