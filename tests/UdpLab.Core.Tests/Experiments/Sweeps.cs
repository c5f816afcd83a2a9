namespace UdpLab.Tests;

/// <summary>Test sweeps.</summary>
internal static class Sweeps
{
    public static SweepFactor Factor(string name, params object?[] values) => new(name, [.. values.Select(value => new SweepValue(value, value))]);

    public static SweepRequest Request(string block = "$A", params SweepFactor[] factors) => new() { Factors = factors.Length > 0 ? factors : [Factor("A", 1, 2, 3)], ScriptBlock = block };
}

/// <summary>A stage whose script block is C#.</summary>
internal sealed class TestStage(Func<TestStage, SweepRun, Exception?> block) : ISweepStage
{
    private int _position;

    public SweepEngine Engine { get; set; } = null!;

    public List<string> Emitted { get; } = [];

    public List<string> Told { get; } = [];

    /// <summary>Tries that failed.</summary>
    public int Discarded { get; private set; }

    /// <summary>A result of the script block.</summary>
    public void Emit(object result)
    {
        if (Engine.Keep(result, out LabException? fault) is { } kept)
        {
            Emitted.Add(kept.ToString()!);
        }

        if (fault is not null)
        {
            throw fault;
        }
    }

    public Exception? Run(SweepRun run, bool isLastAttempt) => block(this, run);

    public void Emit(object result, SweepRun run, int position) => Emitted.Add($"{result}");

    public void Begins(SweepStatus status) => _position = status.Position;

    public void Completed(SweepStatus status, int objects, object? first, double seconds) => Told.Add($"{_position}: {status.Run.Cell}/{status.Run.Repeat} {objects}");

    public void Discard() => Discarded++;

    public void Warn(string message) => Told.Add("warning: " + message);

    public void Fail(LabException error, SweepRun run) => Told.Add("error: " + error.Message);
}
