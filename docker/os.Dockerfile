# What all images share and what a change of the rig leaves alone: Debian, the JDK, Maven with its offline repository, the
# organisms' users. Written for the classic builder of Docker 20.10.
ARG DEBIAN
FROM ${DEBIAN}

COPY install /opt/cambrian/install
# The modules' own files are for jlink alone.
RUN /opt/cambrian/install openjdk-25-jdk-headless perl-base dash tar coreutils util-linux \
  && jdk=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")") \
  && ln -s "$jdk" /opt/cambrian/jdk \
  && rm -rf "$jdk/jmods"

# A user for each verification that can run at once. What an organism leaves behind is nobody else's.
RUN i=0 \
  && while [ "$i" -lt 256 ]; do \
    echo "organism$i:x:$((20000 + i)):$((20000 + i))::/workspace/home:/usr/sbin/nologin" >>/etc/passwd \
    && echo "organism$i:x:$((20000 + i)):" >>/etc/group \
    && i=$((i + 1)) || exit 1; \
  done \
  && mkdir /workspace

COPY maven /opt/cambrian/maven
COPY repository /opt/cambrian/repository

ENV JAVA_HOME=/opt/cambrian/jdk \
  CAMBRIAN_MAVEN_HOME=/opt/cambrian/maven \
  CAMBRIAN_MAVEN_REPOSITORY=/opt/cambrian/repository \
  LC_ALL=C.UTF-8
