using System.Globalization;
using System.Text;

namespace UdpLab.Bench.Tools;

/// <summary>A perf script text: 20 frames per sample, from 800 functions that mostly call the same three others.</summary>
internal static class PerfScriptText
{
    private const int Functions = 800, Frames = 20, LongestFunction = 4000;

    public static void Write(string path, int samples)
    {
        Random random = new(1);
        int[][] callees = [.. Enumerable.Range(0, Functions).Select(_ => new[] { random.Next(Functions), random.Next(Functions), random.Next(Functions) })];
        using StreamWriter text = new(path, false, new UTF8Encoding(false), 1 << 20);
        int[] chain = new int[Frames];
        int[] offsets = new int[Frames];
        for (int i = 0; i < samples; i++)
        {
            chain[0] = random.Next(3);
            for (int level = 1; level < Frames; level++)
            {
                int way = random.NextDouble() < 0.15 ? random.Next(3) : 0;
                chain[level] = callees[chain[level - 1]][way];

                // A caller's offset is always the same; the innermost function's is random.
                offsets[level - 1] = 100 + (way * 700) + chain[level - 1];
            }

            offsets[Frames - 1] = random.Next(LongestFunction);
            text.Write(string.Create(CultureInfo.InvariantCulture, $"udp_sink 4242/4242 [{i % 2:D3}] {1000 + (i / 1000)}.{i % 1000 * 1000:D6}:    5025125 cpu-clock: \n"));
            for (int level = Frames - 1; level >= 0; level--)
            {
                int function = chain[level];
                ulong start = function % 3 == 0 ? 0xffffffff81000000 : 0x7f0000400000;
                text.Write(string.Create(CultureInfo.InvariantCulture, $"\t{start + ((ulong)function << 12) + (ulong)offsets[level],16:x} func_{function}_{new string('x', function % 17)}+0x{offsets[level]:x} ({(function % 3 == 0 ? "[kernel.kallsyms]" : $"/usr/lib/x86_64-linux-gnu/libfoo{function % 7}.so")})\n"));
            }

            text.Write('\n');
        }
    }
}
