using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>
/// One line from the controller to the agent. The agent answers with one or more <see cref="Reply"/> lines of the same
/// <see cref="Id"/>; the last of them is the command's result or a <see cref="Failure"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(OpenSink), "sink.open")]
[JsonDerivedType(typeof(Measure), "sink.measure")]
[JsonDerivedType(typeof(OpenWindow), "sink.window")]
[JsonDerivedType(typeof(CutWindow), "sink.cut")]
[JsonDerivedType(typeof(ReadSink), "sink.read")]
[JsonDerivedType(typeof(FinishMeasure), "sink.finish")]
[JsonDerivedType(typeof(OpenFlood), "flood.open")]
[JsonDerivedType(typeof(StartFlood), "flood.start")]
[JsonDerivedType(typeof(StopFlood), "flood.stop")]
[JsonDerivedType(typeof(ReadPktgen), "pktgen.read")]
[JsonDerivedType(typeof(ChangePktgen), "pktgen.change")]
[JsonDerivedType(typeof(RunPktgen), "pktgen.run")]
[JsonDerivedType(typeof(StopPktgen), "pktgen.stop")]
[JsonDerivedType(typeof(ReadHost), "host.read")]
[JsonDerivedType(typeof(ResolveName), "host.resolve")]
[JsonDerivedType(typeof(ReadNic), "nic.read")]
[JsonDerivedType(typeof(ReadSockets), "sockets.read")]
[JsonDerivedType(typeof(WatchSockets), "sockets.watch")]
[JsonDerivedType(typeof(ReadSettings), "settings.read")]
[JsonDerivedType(typeof(ApplySettings), "settings.apply")]
[JsonDerivedType(typeof(UndoSettings), "settings.undo")]
[JsonDerivedType(typeof(GuardSettings), "settings.guard")]
[JsonDerivedType(typeof(StartPerf), "perf.start")]
[JsonDerivedType(typeof(StopPerf), "perf.stop")]
[JsonDerivedType(typeof(Beat), "beat")]
[JsonDerivedType(typeof(Greet), "greet")]
[JsonDerivedType(typeof(Reset), "reset")]
[JsonDerivedType(typeof(CreateTestbed), "testbed.create")]
[JsonDerivedType(typeof(ListTestbeds), "testbed.list")]
[JsonDerivedType(typeof(RemoveTestbed), "testbed.remove")]
internal abstract record Request
{
    /// <summary>Bytes of the longest line an agent reads: thousands of changes to undo.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <summary>Chosen by the controller, unique in the conversation; positive, or negative for a <see cref="Beat"/>.</summary>
    public long Id { get; set; }
}
