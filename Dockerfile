# The portal's image: web, worker, beat and migrate are the same image with another command (docker-compose.yml).
# It holds no database server, no test and no Node.

FROM node:24-bookworm-slim AS node
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts


FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/base.txt requirements/base.txt
RUN /venv/bin/pip install --require-hashes -r requirements/base.txt
COPY manage.py ./
COPY iacs_portal iacs_portal
COPY approvals approvals
COPY registration registration
COPY usergroups usergroups
COPY templates templates
COPY static static
COPY --from=node /app/node_modules/@uswds node_modules/@uswds
# Values that let the settings be read, made for this one command and kept nowhere.
RUN random() { /venv/bin/python -c "import secrets; print(secrets.token_urlsafe(48))"; } \
    && DJANGO_SETTINGS_MODULE=iacs_portal.settings.production STATIC_ROOT=/static DATA_DIR=/tmp/data \
       SECRET_KEY="$(random)" SSN_KEYS="$(random)" \
       OUTBOX_KEYS="$(/venv/bin/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
       DATABASE_URL=postgres://nobody@127.0.0.1/none REDIS_URL=redis://127.0.0.1/0 \
       ALLOWED_HOSTS=build.invalid EMAIL_HOST=build.invalid SITE_URL=https://build.invalid \
       /venv/bin/python manage.py collectstatic --no-input --verbosity=0 \
    && rm -rf node_modules


FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=iacs_portal.settings.production \
    STATIC_ROOT=/static \
    DATA_DIR=/data
RUN groupadd --system --gid 10001 portal \
    && useradd --system --uid 10001 --gid portal --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install --directory --owner=portal --group=portal --mode=0700 /data /data/papers
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
WORKDIR /app
USER 10001
VOLUME /data/papers
EXPOSE 8000
# WEB_CONCURRENCY sets the number of processes (gunicorn reads it itself).
CMD ["gunicorn", "iacs_portal.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning", "--no-control-socket"]
