# Connects for the rig in the network that it runs in; the frames are described in Relay.java.
# Of the modules of CPython only those that are built in or small, since their start is waited for.
import posix, select, struct, time
import _socket as socket


def say(*parts):
    data = memoryview(b''.join(parts))
    while data:
        data = data[posix.write(1, data):]


def complain(e):
    text = (e.strerror or str(e) or type(e).__name__).encode()[:200]
    say(b'E', struct.pack('>H', len(text)), text)


def call(head, request):
    family, port, millis = struct.unpack('>BHI', head)
    deadline = time.monotonic() + millis / 1000
    line = socket.socket(socket.AF_INET6 if family == 6 else socket.AF_INET)
    try:
        line.settimeout(millis / 1000)
        line.connect(('::1' if family == 6 else '127.0.0.1', port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.settimeout(max(0.001, deadline - time.monotonic()))
        line.sendall(request)
        line.setblocking(False)
        say(b'O')
        return line
    except ConnectionRefusedError:
        say(b'R')
    except OSError as e:
        complain(e)
    line.close()
    return None


def listen(line):
    try:
        data = line.recv(65536)
    except BlockingIOError:
        return line
    except OSError as e:
        complain(e)
        data = None
    if data:
        say(b'D', struct.pack('>I', len(data)), data)
        return line
    if data is not None:
        say(b'F')
    line.close()
    return None


def main():
    say(struct.pack('>q', posix.getpid()))
    line, heard = None, b''
    while True:
        ready = select.select([0] if line is None else [0, line], [], [])[0]
        if line in ready:
            line = listen(line)
        if 0 not in ready:
            continue
        got = posix.read(0, 65536)
        if not got:
            return
        heard += got
        while heard:
            if heard[:1] == b'X':
                if line is not None:
                    line.close()
                line, heard = None, heard[1:]
                say(b'K')
                continue
            size = 12 + struct.unpack('>I', heard[8:12])[0] if len(heard) >= 12 else 12
            if len(heard) < size:
                break
            line = call(heard[1:8], heard[12:size])
            heard = heard[size:]


main()
