using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>The lines on the pipe are what the other side, possibly of another version, expects.</summary>
public sealed class ContractTests
{
    public static TheoryData<string> RequestLines => [.. Goldens.Requests.Select(g => g.Line)];

    public static TheoryData<string> ReplyLines => [.. Goldens.Replies.Select(g => g.Line)];

    [Theory]
    [MemberData(nameof(RequestLines))]
    public void ARequestIsThisLineAndBack(string line)
    {
        Request request = Goldens.Requests.Single(g => g.Line == line).Message;
        Assert.Equal(line, JsonSerializer.Serialize(request, WireJson.Default.Request));
        Request read = JsonSerializer.Deserialize(line, WireJson.Default.Request)!;
        Assert.Equal(request.GetType(), read.GetType());
        Assert.Equal(line, JsonSerializer.Serialize(read, WireJson.Default.Request));
    }

    [Theory]
    [MemberData(nameof(ReplyLines))]
    public void AReplyIsThisLineAndBack(string line)
    {
        Reply reply = Goldens.Replies.Single(g => g.Line == line).Message;
        Assert.Equal(line, JsonSerializer.Serialize(reply, WireJson.Default.Reply));
        Reply read = JsonSerializer.Deserialize(line, WireJson.Default.Reply)!;
        Assert.Equal(reply.GetType(), read.GetType());
        Assert.Equal(line, JsonSerializer.Serialize(read, WireJson.Default.Reply));
    }

    [Fact]
    public void EveryMessageHasItsLine()
    {
        AssertAll<Request>(Goldens.Requests.Select(g => ((object)g.Message, g.Line)), "command");
        AssertAll<Reply>(Goldens.Replies.Select(g => ((object)g.Message, g.Line)), "event");
    }

    [Fact]
    public void EveryPropertyOfAMessageIsSetInItsLine()
    {
        foreach (object message in Goldens.Requests.Select(g => (object)g.Message).Concat(Goldens.Replies.Select(g => g.Message)))
        {
            string line = message is Request request ? JsonSerializer.Serialize(request, WireJson.Default.Request) : JsonSerializer.Serialize((Reply)message, WireJson.Default.Reply);
            foreach (PropertyInfo property in message.GetType().GetProperties())
            {
                Assert.True(property.GetValue(message) is not null, $"{message.GetType().Name}.{property.Name} is not set");
                Assert.Contains($"\"{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}\":", line, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void WhatASinkIsNotToldHasItsDefault()
    {
        OpenSink open = Read<OpenSink>("""{"command":"sink.open","id":1,"address":"::"}""");
        Assert.Equal((1, 0, false, null, false), (open.Sockets, open.Port, open.AnyPortWillDo, open.Interface, open.SteerByCpu));
        Assert.Equal((null, null, false, false), (open.ReceiveBuffer, open.BusyPoll, open.Gro, open.Connect));
        Assert.Empty(open.Cpus);

        Measure measure = Read<Measure>("""{"command":"sink.measure","id":1}""");
        Assert.Equal((ReceiveMethod.Recvmsg, 64, 0.0, null, null), (measure.Method, measure.Batch, measure.Warmup, measure.Duration, measure.Count));
        Assert.Equal((5.0, true, false), (measure.Timeout, measure.Check, measure.SharedClock));
        Assert.Empty(measure.Interfaces);
    }

    [Fact]
    public void WhatAFloodIsNotToldHasItsDefault()
    {
        OpenFlood open = Read<OpenFlood>("""{"command":"flood.open","id":1,"destination":"198.18.0.2"}""");
        Assert.Equal((FloodBackend.Auto, 0, null, null, null), (open.Backend, open.Port, open.Source, open.DestinationMac, open.Interface));
        Assert.Equal((60, 1, null, null), (open.PacketSize, open.Flows, open.Threads, open.Burst));
        Assert.Equal((null, null, null, null, false), (open.RatePps, open.Duration, open.Count, open.Gso, open.Inject));
        Assert.False(open.SameMachine);
        Assert.Empty(open.Cpus);
        Assert.Empty(open.SinkAddresses);
    }

    [Fact]
    public void WhatACaptureIsNotToldHasItsDefault()
    {
        PerfPlan plan = Read<StartPerf>("""{"command":"perf.start","id":1,"plan":{}}""").Plan;
        Assert.Equal((null, 997, CallGraphMode.Fp, null, null), (plan.Event, plan.Frequency, plan.CallGraph, plan.ProcessId, plan.SinkPort));
        Assert.Equal((false, false, false), (plan.AllCpus, plan.CacheLine, plan.SendData));
        Assert.Empty(plan.Cpus);
    }

    [Fact]
    public void WhatATestbedIsNotToldHasItsDefault()
    {
        CreateTestbed create = Read<CreateTestbed>("""{"command":"testbed.create","id":1}""");
        Assert.Equal((null, 1, 1500, 0), (create.Name, create.Queues, create.Mtu, create.OwnerProcessId));
    }

    [Fact]
    public void WhatIsNotKnownIsLeftOut() => Assert.Equal(
        """{"event":"error","code":"System","message":"no","id":3}""",
        JsonSerializer.Serialize(new Failure { Id = 3, Code = FailureCode.System, Message = "no" }, WireJson.Default.Reply));

    [Fact]
    public void ALineMayCarryWhatALaterVersionAdds() =>
        Assert.Equal(4, Read<StartFlood>("""{"command":"flood.start","id":4,"color":"blue"}""").Id);

    private static T Read<T>(string line)
        where T : Request => Assert.IsType<T>(JsonSerializer.Deserialize(line, WireJson.Default.Request));

    private static void AssertAll<T>(IEnumerable<(object Message, string Line)> goldens, string discriminator)
    {
        Dictionary<Type, string> lines = goldens.ToDictionary(g => g.Message.GetType(), g => g.Line);
        Assert.Equal(
            typeof(T).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(T)) && t.Namespace == typeof(T).Namespace).Select(t => t.Name).Order(),
            lines.Keys.Select(t => t.Name).Order());
        foreach (JsonDerivedTypeAttribute kind in typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>())
        {
            Assert.StartsWith($"{{\"{discriminator}\":\"{kind.TypeDiscriminator}\"", lines[kind.DerivedType], StringComparison.Ordinal);
        }
    }
}
