using System.Text;

namespace UdpLab.Agent.Perf;

/// <summary>
/// The agent's own code in a profile: its executable has no symbols, and its receive loops are no file's. Both samplers call it
/// the same.
/// </summary>
internal static class OwnCode
{
    public const string Name = "[udplab-agent]";

    private static readonly byte[] _named = Frame(Name, Place);

    // perf takes code that is no file's for that of a just-in-time compiler, which may describe it in such a file.
    private static readonly byte[][] _unnamed = [Frame("[unknown]", Place), Frame("[unknown]", $"/tmp/perf-{Environment.ProcessId}.map")];

    /// <summary>The agent's executable.</summary>
    public static string Place => Environment.ProcessPath ?? "[unknown]";

    /// <summary>Writes a line of perf script, with its frame named if it is the agent's own.</summary>
    public static void Write(ReadOnlySpan<byte> line, Stream output)
    {
        foreach (byte[] unnamed in _unnamed)
        {
            if (line.EndsWith(unnamed))
            {
                output.Write(line[..^unnamed.Length]);
                output.Write(_named);
                return;
            }
        }

        output.Write(line);
    }

    private static byte[] Frame(string name, string place) => Encoding.UTF8.GetBytes($" {name} ({place})");
}
