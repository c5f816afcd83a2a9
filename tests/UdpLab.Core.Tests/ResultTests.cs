using System.Collections;
using System.Reflection;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Results are data: they do not change, hold nothing that is alive, and reading them asks nothing.</summary>
public class ResultTests
{
    private static readonly Type[] _results = [.. ResultTypes.All.Where(type => type.IsPublic), typeof(LocalLabHost), typeof(NamespaceLabHost), typeof(SshLabHost), typeof(GuestLabHost)];

    private static readonly Type[] _alive = [typeof(HostLink), typeof(AgentSession), typeof(AgentChannel), typeof(SinkRunner), typeof(FloodRunner), typeof(WaitHandle), typeof(Stream)];

    public static TheoryData<Type> Results => [.. _results];

    [Theory]
    [MemberData(nameof(Results))]
    public void NobodyOutsideChangesOne(Type result)
    {
        Assert.NotNull(result.GetMethod("<Clone>$"));
        Assert.All(result.GetProperties(), p => Assert.True(p.SetMethod is null or { IsPublic: false } || p.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Length > 0, $"{p.Name} can be set."));
    }

    [Theory]
    [MemberData(nameof(Results))]
    public void NothingInOneIsAlive(Type result) => Assert.All(
        Holdings(result, []),
        held => Assert.False(Array.Exists(_alive, alive => alive.IsAssignableFrom(held.Type)), held.Path));

    /// <summary>ConvertTo-Json writes the name of a 64-bit value, and the bare number of any other.</summary>
    [Fact]
    public void ChoicesAreWordsInPowerShellsJson() =>
        Assert.All(typeof(SinkMeasurement).Assembly.GetExportedTypes().Where(t => t is { IsEnum: true, IsNested: false }), t => Assert.Equal(typeof(long), t.GetEnumUnderlyingType()));

    [Fact]
    public void ReadingAMeasurementAsksNobody()
    {
        using FakeAgent receiver = new(Plays.SinkPlay(Plays.Found(60, new HeaderFindings()), Machines.Good(), new WindowClosed { Id = 2, Reason = WindowEnd.Duration }));
        Counting host = new("sink", receiver);
        Collected collected = new();
        collected.Measure(host, new SinkPlan());
        Assert.Equal(1, host.Started);

        Read(collected.Only, []);
        Assert.Equal(("sink", "6.1.0", 2), (collected.Only.Host.Name, collected.Only.Host.Kernel, collected.Only.Host.Cpus));
        Assert.Equal(1, host.Started);
    }

    [Fact]
    public void AHostIsTheSameByItsNameAndKind()
    {
        LabHost sink = NamespaceLabHost.OfTestbed("bed1-sink");
        Assert.Equal(sink, sink with { Kernel = "6.1.0" });
        Assert.Equal<LabHost>(sink, NamespaceLabHost.Parse("BED1-sink"));
        Assert.NotEqual<LabHost>(sink, SshLabHost.Parse("bed1-sink"));
        Assert.Equal(("bed1", "bed1-sink"), (sink.Testbed, sink.ToString()));
    }

    [Fact]
    public void OneThatIsNotConnectedIsRefusedByName()
    {
        SshLabHost old = new() { Name = "dut", HostName = "198.18.0.2", Port = 22, UserName = "root" };
        Assert.Equal(LabHostState.Closed, old.State);
        LabException gone = Assert.Throws<LabException>(old.OpenAgent);
        Assert.Equal(("NotFound", "LabHost", "Host dut is no longer available: it was disconnected; reconnect with Connect-LabHost."), (gone.Kind, gone.Parameter, gone.Message));
    }

    [Fact]
    public void FactorsAreInTheirOrderAndAnyCase()
    {
        SinkMeasurement measurement = new() { Host = LabHosts.Local, Ledger = new Ledger() };
        Assert.Empty(measurement.Factors);

        measurement = measurement with { Factors = new Dictionary<string, object?> { ["RssQueues"] = 4, ["Gro"] = true, ["A"] = null } };
        Assert.Equal(["RssQueues", "Gro", "A"], measurement.Factors.Keys);
        Assert.Equal(4, measurement.Factors["rssqueues"]);
        Assert.Throws<NotSupportedException>(() => ((IDictionary)measurement.Factors).Clear());
    }

    /// <summary>What a type holds in its fields, and what that holds, within this project.</summary>
    private static IEnumerable<(string Path, Type Type)> Holdings(Type type, HashSet<Type> seen, string path = "")
    {
        for (Type? part = type; part is not null && seen.Add(part); part = part.BaseType)
        {
            foreach (FieldInfo field in part.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            {
                foreach (Type held in field.FieldType.IsGenericType ? [field.FieldType, .. field.FieldType.GetGenericArguments()] : (Type[])[field.FieldType])
                {
                    yield return ($"{path}{part.Name}.{field.Name}", held);
                    foreach ((string, Type) inner in held.Assembly == typeof(LabHost).Assembly ? Holdings(held, seen, $"{path}{part.Name}.{field.Name} > ") : [])
                    {
                        yield return inner;
                    }
                }
            }
        }
    }

    private static void Read(object? value, HashSet<object> seen)
    {
        if (value is null or string or Type || value.GetType().IsPrimitive || !seen.Add(value))
        {
            return;
        }

        _ = value.ToString();
        foreach (object? item in value as IEnumerable ?? Array.Empty<object>())
        {
            Read(item, seen);
        }

        if (value.GetType().Assembly == typeof(LabHost).Assembly)
        {
            foreach (PropertyInfo property in value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
            {
                Read(property.GetValue(value), seen);
            }
        }
    }

    private sealed class Counting(string name, FakeAgent agent) : TestLink(name)
    {
        public int Started { get; private set; }

        private protected override AgentSession StartAgent()
        {
            Started++;
            return agent.Start(Host.Name);
        }
    }
}
