namespace UdpLab.Tests;

/// <summary>Keeps measurements and everything reported about them.</summary>
internal sealed class Collected : IMeasuringObserver
{
    public List<SinkMeasurement> Measurements { get; } = [];

    public SinkMeasurement Only => Assert.Single(Measurements);

    public List<string> Warnings { get; } = [];

    public List<string> Empty { get; } = [];

    public List<LabException> Failures { get; } = [];

    /// <summary>One call, from the binding to the last measurement.</summary>
    public void Measure(LabHost host, SinkPlan sink, params LabHost[] generators) =>
        Measure(new MeasuringPlan { Host = host, Sink = sink, Methods = [ReceiveMethod.Recv] }, generators);

    public void Measure(MeasuringPlan plan, params LabHost[] generators) => _ = MeasuringRun.Run(plan, generators, new FloodPlan(), this, default);

    public void Measured(SinkMeasurement measurement) => Measurements.Add(measurement);

    public void NothingCame(string message, Ledger ledger) => Empty.Add(message);

    public void Warn(string message) => Warnings.Add(message);

    public void Fail(LabException error, object? about) => Failures.Add(error);

    public void Verbose(string message)
    {
    }

    public void Progress(Func<string> status) => Assert.NotEmpty(status());

    public void EndProgress()
    {
    }
}
