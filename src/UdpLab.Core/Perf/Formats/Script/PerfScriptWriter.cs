using System.Globalization;
using System.Text;

namespace UdpLab;

/// <summary>
/// Writes a profile as perf script text, which Firefox Profiler and stackcollapse-perf.pl read. A profile only has totals, so
/// the samples of a chain follow each other, spread evenly over the profile's seconds, and addresses are made up: one for each
/// function, in the half of the address space that its scope is in.
/// </summary>
internal static class PerfScriptWriter
{
    private const ulong KernelBase = 0xffffffff80000000, UserBase = 0x555500000000, FunctionSize = 0x10;

    public static void Write(PerfProfile profile, Stream stream)
    {
        using StreamWriter text = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        text.NewLine = "\n";
        Header(profile, text);
        PerfProfileBuilder samples = profile.Collected;
        Dictionary<int, int> pids = [];
        string[] lines = [.. Enumerable.Range(0, samples.Frames.Count).Select(token => Line(samples.Frames[token], (ulong)token))];
        string name = profile.Event.Length > 0 ? profile.Event : "samples";
        long written = 0;
        for (int i = 0; i < samples.Stacks.Count; i++)
        {
            ReadOnlySpan<byte> rest = samples.Stacks[i];
            int command = StackArena.Read(ref rest);
            if (!pids.TryGetValue(command, out int pid))
            {
                pid = pids.Count + 1;
                pids.Add(command, pid);
            }

            List<string> chain = [];
            while (!rest.IsEmpty)
            {
                chain.Add(lines[StackArena.Read(ref rest)]);
            }

            chain.Reverse();
            long count = samples.Stacks.Samples(i);
            ulong period = samples.HasSharesOnly ? 0 : samples.Stacks.Period(i);
            for (long k = 0; k < count; k++, written++)
            {
                // Keeps the sum of periods: the first samples take the remainder.
                ulong each = (period / (ulong)count) + ((ulong)k < period % (ulong)count ? 1UL : 0);
                double seconds = 1 + (written * (profile.Seconds ?? 1) / Math.Max(1, profile.Samples - 1));
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{samples.Frames[command].Name} {pid,5}/{pid,-5} {seconds:F6}: "));
                text.WriteLine(period > 0 ? string.Create(CultureInfo.InvariantCulture, $"{each,10} {name}: ") : $"{name}: ");
                foreach (string line in chain)
                {
                    text.WriteLine(line);
                }

                text.WriteLine();
            }
        }
    }

    private static void Header(PerfProfile profile, StreamWriter text)
    {
        foreach ((string key, string? value) in new[] { ("hostname", profile.Host), ("os release", profile.Kernel), ("cmdline", profile.Command) })
        {
            if (value is not null)
            {
                text.WriteLine($"# {key} : {value}");
            }
        }

        if (profile.LostSamples is long lost)
        {
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# Total Lost Samples: {lost}"));
        }
    }

    private static string Line(PerfFrame frame, ulong token) => string.Create(
        CultureInfo.InvariantCulture,
        $"\t{(frame.Scope == PerfScope.Kernel ? KernelBase : UserBase) + (token * FunctionSize),16:x} {frame.Name}{(HasOffset(frame.Name) ? "+0x0" : "")} ({frame.Path})");

    /// <summary>Whether a name ends like an offset, which readers would strip.</summary>
    private static bool HasOffset(string name) => name.LastIndexOf("+0x", StringComparison.Ordinal) is > 0 and int at && at + 3 < name.Length && name.AsSpan(at + 3).IndexOfAnyExcept("0123456789abcdef") < 0;
}
