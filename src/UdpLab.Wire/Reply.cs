using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>One line from the agent to the controller, belonging to the request of the same <see cref="Id"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(SinkReady), "sink.ready")]
[JsonDerivedType(typeof(Armed), "sink.armed")]
[JsonDerivedType(typeof(Interval), "interval")]
[JsonDerivedType(typeof(WindowClosed), "sink.window")]
[JsonDerivedType(typeof(SinkStatus), "sink.status")]
[JsonDerivedType(typeof(SinkResult), "sink.result")]
[JsonDerivedType(typeof(FloodReady), "flood.ready")]
[JsonDerivedType(typeof(NameResolved), "host.resolved")]
[JsonDerivedType(typeof(FloodStarted), "flood.started")]
[JsonDerivedType(typeof(FloodResult), "flood.result")]
[JsonDerivedType(typeof(PktgenState), "pktgen.state")]
[JsonDerivedType(typeof(HostState), "host.state")]
[JsonDerivedType(typeof(NicState), "nic.state")]
[JsonDerivedType(typeof(Sockets), "sockets")]
[JsonDerivedType(typeof(SettingValues), "settings.values")]
[JsonDerivedType(typeof(SettingsApplied), "settings.applied")]
[JsonDerivedType(typeof(SettingsUndone), "settings.undone")]
[JsonDerivedType(typeof(PerfStarted), "perf.started")]
[JsonDerivedType(typeof(PerfChunk), "perf.chunk")]
[JsonDerivedType(typeof(PerfResult), "perf.result")]
[JsonDerivedType(typeof(Beaten), "beaten")]
[JsonDerivedType(typeof(Testbeds), "testbeds")]
[JsonDerivedType(typeof(Failure), "error")]
internal abstract record Reply
{
    /// <summary>The request's id; 0 for the <see cref="Hello"/> an agent begins with.</summary>
    public long Id { get; set; }
}
