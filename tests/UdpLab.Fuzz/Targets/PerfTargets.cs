using System.Text;

namespace UdpLab.Fuzz.Targets;

/// <summary>Importers of profiles.</summary>
internal static class PerfTargets
{
    public static IEnumerable<FuzzTarget> All()
    {
        byte[][] scripts = [.. Seeds.Files("perf/*script*.txt", "perf/*fields*.txt", "perf/*flat*.txt", "perf/*events*.txt", "perf-cases/*.script"), .. Seeds.Facts("perf-host-6.18/perf-script*", "perf-guest-6.1/perf-script*")];
        byte[][] reports = [.. Seeds.Files("perf/*report*.txt", "perf/article*.txt", "perf-cases/*report*.txt"), .. Seeds.Facts("perf-host-6.18/perf-report*", "perf-guest-6.1/perf-report*")];
        byte[][] folded = [.. Seeds.Files("perf-cases/*.folded"), .. scripts.Select(script => Written(script, PerfFormat.Folded)).OfType<byte[]>()];
        byte[][] speedscope = [.. Seeds.Files("perf-cases/*.json"), .. scripts.Select(script => Written(script, PerfFormat.Speedscope)).OfType<byte[]>()];
        yield return Importer(PerfFormat.PerfScript, scripts);
        yield return Importer(PerfFormat.PerfReport, reports);
        yield return Importer(PerfFormat.Folded, folded);
        yield return Importer(PerfFormat.Speedscope, speedscope);
        yield return new FuzzTarget("perf format", [.. scripts, .. reports, .. folded, .. speedscope], text => _ = PerfFormats.Of(text));
        yield return new FuzzTarget("function name", Seeds.Of("udp_recvmsg.isra.0", "__x64_sys_recvfrom.constprop.3.cold", "f.llvm.8a9f", "memcpy@@GLIBC_2.14", "do_it+0x1f"), text => _ = FunctionName.Plain(Encoding.UTF8.GetString(text)));
        yield return new FuzzTarget("perf c2c", Seeds.Files("perf-c2c/*.txt"), text => _ = CacheLineReader.Read(Encoding.UTF8.GetString(text), "text"), typeof(PerfTextException));
    }

    private static FuzzTarget Importer(PerfFormat format, byte[][] seeds) => new(
        format.ToString(),
        seeds,
        text =>
        {
            using MemoryStream stream = new(text);
            foreach (PerfProfile profile in PerfReader.Read(stream, "text", format, CancellationToken.None))
            {
                long samples = profile.Stacks.Sum(s => s.Samples);
                if (samples != profile.CallTree.Samples || samples != profile.Symbols.Sum(s => s.Samples))
                {
                    throw new InvalidOperationException("The profile does not add up.");
                }
            }
        },
        typeof(PerfTextException));

    /// <summary>A script in another format; null if it is no profile.</summary>
    private static byte[]? Written(byte[] script, PerfFormat format)
    {
        try
        {
            using MemoryStream text = new(script), written = new();
            PerfWriter.Write(PerfReader.Read(text, "text", PerfFormat.PerfScript, CancellationToken.None)[0], format, PerfWeight.Samples, markKernel: false, written);
            return written.ToArray();
        }
        catch (PerfTextException)
        {
            return null;
        }
    }
}
