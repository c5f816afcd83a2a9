using UdpLab.Agent.Kernel;
using UdpLab.Agent.Perf;
using UdpLab.Wire;

namespace UdpLab.Agent.Readiness;

/// <summary>Whether perf can be used here, by the same rules as for captures.</summary>
internal static class PerfProbe
{
    public static PerfFacts Read()
    {
        PerfProgram? program = PerfProgram.Find(out IReadOnlyList<string> tried);
        return new PerfFacts
        {
            Program = program?.Path ?? tried.FirstOrDefault(),
            ProgramMissesKernel = program is null && tried.Count > 0,
            SystemErrno = PerfEvent.TrySample(-1, Cpu.Online()[0], kernel: true),
            OwnErrno = PerfEvent.TrySample(0, -1, kernel: false),
            CyclesErrno = PerfEvent.TryCycles(),
            ShowsSymbols = PerfAccess.ShowsSymbols(),
        };
    }
}
