using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>setsockopt and getsockopt with typed values.</summary>
internal static unsafe class SocketOption
{
    private const int SO_COOKIE = 57;

    /// <summary>Sets an int option; returns 0 or errno.</summary>
    public static int TrySet(int fd, int level, int option, int value) =>
        Libc.SetSockOpt(fd, level, option, &value, sizeof(int)) == 0 ? 0 : Errno.Last;

    public static void Set(int fd, int level, int option, int value, string what, string? parameter = null)
    {
        int errno = TrySet(fd, level, option, value);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"{what} failed", "setsockopt", parameter);
        }
    }

    public static int Get(int fd, int level, int option)
    {
        int value = 0;
        int length = sizeof(int);
        return Libc.GetSockOpt(fd, level, option, &value, &length) == 0 ? value : throw AgentException.FromErrno(Errno.Last, "getsockopt failed");
    }

    /// <summary>Packets a socket has dropped since its creation (SK_MEMINFO_DROPS, Linux 4.12+); null if the kernel does not report it.</summary>
    public static uint? Drops(int fd)
    {
        const int words = 9, drops = 8;
        uint* memory = stackalloc uint[words];
        int length = words * sizeof(uint);
        return Libc.GetSockOpt(fd, Abi.SOL_SOCKET, Abi.SO_MEMINFO, memory, &length) == 0 && length == words * sizeof(uint) ? memory[drops] : null;
    }

    /// <summary>The number by which the kernel knows a socket, the same for its whole life (SO_COOKIE, Linux 4.12).</summary>
    public static ulong Cookie(int fd)
    {
        ulong cookie = 0;
        int length = sizeof(ulong);
        return Libc.GetSockOpt(fd, Abi.SOL_SOCKET, SO_COOKIE, &cookie, &length) == 0 ? cookie : throw AgentException.FromErrno(Errno.Last, "Reading a socket's cookie failed", "SO_COOKIE");
    }

    /// <summary>SO_BINDTODEVICE.</summary>
    public static void BindToDevice(int fd, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name + '\0');
        fixed (byte* pointer = bytes)
        {
            if (Libc.SetSockOpt(fd, Abi.SOL_SOCKET, Abi.SO_BINDTODEVICE, pointer, bytes.Length) != 0)
            {
                throw AgentException.FromErrno(Errno.Last, $"Binding a socket to interface '{name}' failed", "SO_BINDTODEVICE", "Interface");
            }
        }
    }

    /// <summary>
    /// Sets a buffer size, beyond the system's maximum if the capability allows (the FORCE option), else up to the maximum;
    /// returns the kernel's value in its own unit (twice the size requested).
    /// </summary>
    public static int SetBuffer(int fd, int forceOption, int option, int bytes)
    {
        if (TrySet(fd, Abi.SOL_SOCKET, forceOption, bytes) != 0)
        {
            _ = TrySet(fd, Abi.SOL_SOCKET, option, bytes);
        }

        return Get(fd, Abi.SOL_SOCKET, option);
    }
}
