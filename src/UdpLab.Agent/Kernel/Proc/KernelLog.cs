using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>What the kernel logs from now on (/dev/kmsg): some refusals are explained only there.</summary>
internal sealed unsafe class KernelLog : IDisposable
{
    private const int SEEK_END = 2, RecordLength = 8192;
    private readonly int _fd;
    private readonly string _about;

    /// <param name="about">Only lines with this word count.</param>
    public KernelLog(string about)
    {
        _about = about;
        _fd = Libc.Open("/dev/kmsg", Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (_fd >= 0)
        {
            _ = Libc.Seek(_fd, 0, SEEK_END);
        }
    }

    /// <summary>The matching lines since the last call; none if the log may not be read (kernel.dmesg_restrict).</summary>
    public List<string> Lines()
    {
        List<string> lines = [];
        byte[] record = new byte[RecordLength];
        fixed (byte* start = record)
        {
            nint length;
            while (_fd >= 0 && ((length = Libc.Read(_fd, start, record.Length)) > 0 || Errno.Last == Errno.EPIPE))
            {
                // "6,339,5140900,-;pktgen: ERROR: interface already used", then lines of KEY=value that begin with a space.
                string text = length > 0 ? Encoding.UTF8.GetString(record, 0, (int)length).Split('\n')[0] : "";
                if (text.IndexOf(';', StringComparison.Ordinal) is >= 0 and int end && text.Contains(_about, StringComparison.Ordinal))
                {
                    lines.Add(text[(end + 1)..]);
                }
            }
        }

        return lines;
    }

    public void Dispose()
    {
        if (_fd >= 0)
        {
            _ = Libc.Close(_fd);
        }
    }
}
