# The rig on top of one of the systems, last because it changes most often.
ARG OS
FROM ${OS}
ARG NAME

COPY rig.jar rig train /opt/cambrian/
COPY rehearsal/${NAME} /opt/cambrian/rehearsal
# The cache knows the jar by its size and time, so it is made where the jar lies. It must be there: without it nothing fails,
# everything is slower.
RUN /opt/cambrian/train \
  && rm -rf /tmp/* /workspace/* \
  && test -s /opt/cambrian/rig.aot

ARG VERSION
ARG RIG_SOURCE
LABEL dev.cambrian.image=${NAME} \
  dev.cambrian.version=${VERSION} \
  dev.cambrian.rig-source=${RIG_SOURCE}
ENTRYPOINT ["/opt/cambrian/rig"]
