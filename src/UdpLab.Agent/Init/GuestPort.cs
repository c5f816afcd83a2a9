using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Init;

/// <summary>The virtio-serial port to the controller, /dev/vportNpM.</summary>
internal static class GuestPort
{
    private const string Ports = "/sys/class/virtio-ports";
    private const short POLLHUP = 0x10;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15), _look = TimeSpan.FromMilliseconds(10);

    /// <summary>Opens it once it is there and the controller's end is open: until then it reads as closed.</summary>
    /// <exception cref="AgentException">It does not appear.</exception>
    public static Stream Open()
    {
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        int fd = -1;
        while (fd < 0 || !IsConnected(fd))
        {
            if (Clock.Monotonic > end)
            {
                throw new AgentException(FailureCode.NotSupported, $"no virtio-serial port named {GuestFrame.PortName}: the kernel needs CONFIG_VIRTIO_PCI and CONFIG_VIRTIO_CONSOLE, built in or as modules beside it (-Module)");
            }

            fd = fd < 0 ? Find() : fd;
            Thread.Sleep(_look);
        }

        return SpawnedProcess.Open(fd, FileAccess.ReadWrite);
    }

    private static int Find()
    {
        string? port = Directory.Exists(Ports) ? Directory.GetDirectories(Ports).FirstOrDefault(p => TextFile.Read(p + "/name") == GuestFrame.PortName) : null;
        return port is null ? -1 : Libc.Open("/dev/" + Path.GetFileName(port), Abi.O_RDWR | Abi.O_CLOEXEC, 0);
    }

    private static unsafe bool IsConnected(int fd)
    {
        PollEntry entry = new() { Descriptor = fd };
        return Libc.Poll(&entry, 1, 0) >= 0 && (entry.Found & POLLHUP) == 0;
    }

    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
