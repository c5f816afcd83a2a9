using System.Text;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>
/// One controller of pktgen at a time, in each network namespace: an abstract Unix socket (unix(7)) lives in the namespace
/// that pktgen's state lives in, leaves no file, and the kernel takes it away with its owner.
/// </summary>
internal sealed unsafe class PktgenLock : IDisposable
{
    private const int AddressLength = 110;

    // A change of settings holds it for milliseconds, a run until its end.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(800);
    private readonly int _fd;

    private PktgenLock(int fd) => _fd = fd;

    /// <summary>Takes the lock; refuses with the name of who has it.</summary>
    public static PktgenLock Take()
    {
        byte* address = stackalloc byte[AddressLength];
        int length = Address(address);
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        while (true)
        {
            int fd = Libc.Socket(Abi.AF_UNIX, Abi.SOCK_STREAM | Abi.SOCK_CLOEXEC, 0);
            if (Libc.Bind(fd, address, length) == 0 && Libc.Listen(fd, 16) == 0)
            {
                return new PktgenLock(fd);
            }

            int errno = Errno.Last;
            _ = Libc.Close(fd);
            if (errno != Errno.EADDRINUSE)
            {
                throw AgentException.FromErrno(errno, "Taking the lock on pktgen failed", "bind");
            }

            if (Clock.Monotonic > end)
            {
                throw new AgentException(FailureCode.Busy, $"pktgen is in use on this host{Holder()}: one controller at a time. Wait for its run to end, or stop it with Stop-Pktgen.") { Errno = errno, Path = PktgenFiles.Folder, Parameter = "LabHost" };
            }

            Thread.Sleep(5);
        }
    }

    public void Dispose() => _ = Libc.Close(_fd);

    private static int Address(byte* address)
    {
        ReadOnlySpan<byte> name = "\0udplab-pktgen"u8;
        *(ushort*)address = Abi.AF_UNIX;
        name.CopyTo(new Span<byte>(address + 2, name.Length));
        return 2 + name.Length;
    }

    private static string Holder()
    {
        int fd = Libc.Socket(Abi.AF_UNIX, Abi.SOCK_STREAM | Abi.SOCK_CLOEXEC | Abi.SOCK_NONBLOCK, 0);
        byte* address = stackalloc byte[AddressLength];
        int* credentials = stackalloc int[3];
        int length = 3 * sizeof(int);
        bool known = Libc.Connect(fd, address, Address(address)) == 0 && Libc.GetSockOpt(fd, Abi.SOL_SOCKET, Abi.SO_PEERCRED, credentials, &length) == 0;
        _ = Libc.Close(fd);
        return known ? $" by process {credentials[0]}" : "";
    }
}
