using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a guest's console has printed, and QEMU itself; the last part of it is kept.</summary>
internal sealed class GuestConsole
{
    private const int Most = 256 * 1024, LongestExcerpt = 30;

    // The line with which a kernel that gives up begins to say why.
    private static readonly string[] _endings = ["Kernel panic - not syncing", "BUG:", "Unable to handle kernel", "Oops:", "general protection fault", "sysrq: Trigger a crash", "udplab-init:", GuestWords.TapFailed, "qemu-system-"];

    // QEMU's remarks about a card that is plugged into nothing, and, where libbpf refuses its program, about RSS, which it then does itself.
    private static readonly string[] _remarks = ["is not connected to host network", "has no peer", "libbpf: "];
    private readonly StringBuilder _text = new();

    /// <summary>Its text so far.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                string[] lines = _text.ToString().Replace("\r", "", StringComparison.Ordinal).Split('\n');
                return HostText.Clean(string.Join('\n', lines.Where(line => !Array.Exists(_remarks, r => line.Contains(r, StringComparison.Ordinal)))), lines: true);
            }
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    public void Read(StreamReader reader)
    {
        char[] buffer = new char[4096];
        while (reader.Read(buffer, 0, buffer.Length) is > 0 and int read)
        {
            lock (_text)
            {
                _ = _text.Append(buffer, 0, read);
                _ = _text.Remove(0, Math.Max(0, _text.Length - Most));
            }
        }
    }

    /// <summary>The last lines, from the one that says why it ends; empty if nothing was printed.</summary>
    public string LastLines()
    {
        string[] lines = Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int first = Array.FindIndex(lines, line => Array.Exists(_endings, e => line.Contains(e, StringComparison.Ordinal)));
        return string.Join('\n', first < 0 ? lines.TakeLast(LongestExcerpt / 3) : lines.Skip(first).Take(LongestExcerpt));
    }
}
