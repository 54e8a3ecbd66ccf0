# Node and npm; its packages outlive every change of the rig.
ARG OS
FROM ${OS}

RUN /opt/cambrian/install nodejs npm
