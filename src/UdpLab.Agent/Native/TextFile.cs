using System.Text;

namespace UdpLab.Agent.Native;

/// <summary>Small files of /proc and /sys: one read, one write(2), errno told.</summary>
internal static unsafe class TextFile
{
    private const int Longest = 256 * 1024;

    /// <summary>The text without white space around it; null when there is no such file or it cannot be read.</summary>
    public static string? Read(string path)
    {
        int fd = Libc.Open(path, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0)
        {
            return null;
        }

        try
        {
            byte* first = stackalloc byte[4096];
            nint length = Libc.Read(fd, first, 4096);
            if (length < 0)
            {
                return null;
            }

            if (length < 4096)
            {
                return Encoding.UTF8.GetString(first, (int)length).Trim();
            }

            return ReadOn(fd, new ReadOnlySpan<byte>(first, (int)length));
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>Writes a text with one write(2); a kernel that takes less than all of it has refused it.</summary>
    public static void Write(string path, string value, string tried, string? parameter = null)
    {
        int fd = Libc.Open(path, 1 | Abi.O_CLOEXEC, 0);
        if (fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"{tried} failed", path, parameter);
        }

        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(value + "\n");
            fixed (byte* pointer = bytes)
            {
                nint written = Libc.Write(fd, pointer, bytes.Length);
                if (written != bytes.Length)
                {
                    throw AgentException.FromErrno(written < 0 ? Errno.Last : Errno.EINVAL, $"{tried} failed", path, parameter);
                }
            }
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    private static string? ReadOn(int fd, ReadOnlySpan<byte> begun)
    {
        byte[] all = new byte[Longest];
        begun.CopyTo(all);
        int at = begun.Length;
        fixed (byte* pointer = all)
        {
            while (at < all.Length)
            {
                nint more = Libc.Read(fd, pointer + at, all.Length - at);
                if (more < 0)
                {
                    return null;
                }

                if (more == 0)
                {
                    break;
                }

                at += (int)more;
            }
        }

        return Encoding.UTF8.GetString(all, 0, at).Trim();
    }
}
