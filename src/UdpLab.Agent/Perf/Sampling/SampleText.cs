using System.Globalization;
using System.Text;

namespace UdpLab.Agent.Perf;

/// <summary>Writes samples as perf script prints them, so that they become the same profile.</summary>
/// <param name="store">The samples.</param>
/// <param name="names">Names of their addresses.</param>
/// <param name="eventName">perf's name of the event.</param>
/// <param name="stacks">They have callers.</param>
internal sealed class SampleText(SampleStore store, FrameNames names, string eventName, bool stacks)
{
    // Callers that were written before are not put together again, up to this many bytes.
    private const long MostKept = 32 << 20;
    private readonly Dictionary<(int Process, int Callers), byte[]> _callers = [];
    private long _kept;

    /// <summary>Writes the samples of a window.</summary>
    /// <returns>How many.</returns>
    public long Write(PerfWindow window, Stream output, Func<bool> aborted)
    {
        long written = 0;
        StringBuilder line = new();
        for (long i = 0; i < store.Count && !((i & 0xfff) == 0 && aborted()); i++)
        {
            ref readonly Sample sample = ref store[i];
            if (!window.Contains(new PerfSampleHead(sample.Thread, sample.Cpu, sample.Time, 0)))
            {
                continue;
            }

            written++;
            Head(line.Clear(), sample);
            line.Append(stacks ? "\n\t" : " ").Append(names.Of(sample.Process, sample.Address)).Append('\n');
            output.Write(Encoding.UTF8.GetBytes(line.ToString()));
            if (stacks)
            {
                output.Write(Callers(sample));
            }
        }

        return written;
    }

    private void Head(StringBuilder line, in Sample sample)
    {
        string command = store.Processes.Name(sample.Thread, sample.Time).ReplaceLineEndings(" ");
        _ = stacks ? line.Append(command) : line.Append(CultureInfo.InvariantCulture, $"{command,16}");
        line.Append(CultureInfo.InvariantCulture, $" {sample.Process,5}/{sample.Thread,-5} [{sample.Cpu:000}] {sample.Time / 1_000_000_000,5}.{sample.Time % 1_000_000_000:000000000}: {sample.Period,10} {eventName}: ");
    }

    /// <summary>The callers' lines, and the empty line that ends a sample.</summary>
    private byte[] Callers(in Sample sample)
    {
        if (_callers.TryGetValue((sample.Process, sample.Callers), out byte[]? known))
        {
            return known;
        }

        StringBuilder lines = new();
        foreach (ulong address in store.Callers[sample.Callers])
        {
            lines.Append('\t').Append(names.Of(sample.Process, address)).Append('\n');
        }

        byte[] text = Encoding.UTF8.GetBytes(lines.Append('\n').ToString());
        if (_kept + text.Length < MostKept)
        {
            _kept += text.Length;
            _callers[(sample.Process, sample.Callers)] = text;
        }

        return text;
    }
}
