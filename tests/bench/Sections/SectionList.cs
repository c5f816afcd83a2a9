using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

internal static class SectionList
{
    /// <summary>Runs one section; a failure is a row of the table and an exit code of 1, and the others still run.</summary>
    public static int Run(string name, Context context)
    {
        try
        {
            Of(name)(context);
            return 0;
        }
        catch (Exception e) when (e is LabException or InvalidOperationException or TimeoutException or FormatException or IOException)
        {
            context.Add(Row.Skipped(name, "", "", $"failed: {e.Message}"));
            return 1;
        }
    }

    private static Action<Context> Of(string name) => name switch
    {
        SinkSection.Name => SinkSection.Run,
        InstructionSection.Name => InstructionSection.Run,
        FloodSection.Name => FloodSection.Run,
        BestSection.Name => BestSection.Run,
        MethodSection.Name => MethodSection.Run,
        CheckSection.Name => CheckSection.Run,
        ControlSection.Name => ControlSection.Run,
        DistanceSection.Name => DistanceSection.Run,
        ImportSection.Name => ImportSection.Run,
        NicSection.Name => NicSection.Run,
        ProfileSection.Name => ProfileSection.Run,
        ReadinessSection.Name => ReadinessSection.Run,
        ReportSection.Name => ReportSection.Run,
        ResultsSection.Name => ResultsSection.Run,
        FoldingSection.Name => FoldingSection.Run,
        TraceSection.Name => TraceSection.Run,
        ThroughputSection.Name => ThroughputSection.Run,
        SoakSection.Name => SoakSection.Run,
        _ => PktgenSection.Run,
    };
}
