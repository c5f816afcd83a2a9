using System.Net;
using System.Net.Sockets;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>An input that cannot work is refused by name, with the remedy, before any packet is sent.</summary>
[Collection(Machine.Name)]
public sealed class RefusalTests : IDisposable
{
    private readonly AgentProcess _agent = AgentProcess.Start();

    public void Dispose() => _agent.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void APortThatIsTakenNamesTheProcessThatHasIt(int sockets)
    {
        using UdpClient owner = new(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)owner.Client.LocalEndPoint!).Port;
        Failure failure = _agent.Refused(new OpenSink { Address = Trial.Loopback, Port = port, Sockets = sockets });
        Assert.Equal((FailureCode.Busy, "Port", 98), (failure.Code, failure.Parameter, failure.Errno));
        Assert.Contains($"(process {Environment.ProcessId})", failure.Message, StringComparison.Ordinal);
        Assert.Contains(File.ReadAllText("/proc/self/comm").Trim(), failure.Message, StringComparison.Ordinal);
        Assert.NotEqual(port, _agent.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback, Port = port, Sockets = sockets, AnyPortWillDo = true }).Port);
    }

    [Fact]
    public void APortThatAnotherGroupOfSinksSharesIsTakenToo()
    {
        using AgentProcess other = AgentProcess.Start();
        SinkReady ready = other.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback, Sockets = 2 });
        Failure failure = _agent.Refused(new OpenSink { Address = Trial.Loopback, Port = ready.Port, Sockets = 2 });
        Assert.Equal((FailureCode.Busy, "Port"), (failure.Code, failure.Parameter));
        Assert.Contains($"by udplab-agent (process {other.Id})", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusedSinkLeavesNoSocketBehind()
    {
        using UdpClient owner = new(new IPEndPoint(IPAddress.Loopback, 0));
        int before = Directory.GetFiles($"/proc/{_agent.Id}/fd").Length;
        for (int i = 0; i < 20; i++)
        {
            _agent.Refused(new OpenSink { Address = Trial.Loopback, Port = ((IPEndPoint)owner.Client.LocalEndPoint!).Port, Sockets = 3 });
        }

        Assert.InRange(Directory.GetFiles($"/proc/{_agent.Id}/fd").Length, 1, before + 5);
    }

    [Fact]
    public void APortForThePrivilegedNeedsTheCapability()
    {
        Machine.RequireRoot();
        Assert.SkipWhen(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start").Trim() == "0", "Unprivileged users may bind every port here.");
        using AgentProcess nobody = AgentProcess.StartAsNobody();
        Failure failure = nobody.Refused(new OpenSink { Address = Trial.Loopback, Port = 1 });
        Assert.Equal((FailureCode.PermissionDenied, "Port", 13), (failure.Code, failure.Parameter, failure.Errno));
        Assert.Contains("CAP_NET_BIND_SERVICE", failure.Message, StringComparison.Ordinal);
        Assert.InRange(nobody.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback, Port = 1, AnyPortWillDo = true }).Port, 1024, 65535);
    }

    [Fact]
    public void AnAddressOfAnotherHostIsNamed()
    {
        Failure failure = _agent.Refused(new OpenSink { Address = "192.0.2.1" });
        Assert.Equal((FailureCode.InvalidArgument, "Address"), (failure.Code, failure.Parameter));
        Assert.Contains("192.0.2.1", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Texts that others would read as a different address, and addresses that no single host has.</summary>
    [Theory]
    [InlineData("9000", "four decimal numbers")]
    [InlineData("10.1", "four decimal numbers")]
    [InlineData("0x7f000001", "four decimal numbers")]
    [InlineData("127.0.0.01", "four decimal numbers")]
    [InlineData("::1%1", "four decimal numbers")]
    [InlineData("localhost", "four decimal numbers")]
    [InlineData("224.0.0.1", "-AllowSpecialAddress")]
    [InlineData("255.255.255.255", "-AllowSpecialAddress")]
    [InlineData("127.255.255.255", "-AllowSpecialAddress")]
    [InlineData("0.0.0.0", "-AllowSpecialAddress")]
    [InlineData("::", "-AllowSpecialAddress")]
    [InlineData("ff02::1", "-AllowSpecialAddress")]
    public void ADestinationThatIsNotOneHostsAddressIsRefused(string destination, string remedy)
    {
        Failure failure = _agent.Refused(new OpenFlood { Destination = destination, Port = 9, PacketSize = 80 });
        Assert.Equal((FailureCode.InvalidArgument, "Destination"), (failure.Code, failure.Parameter));
        Assert.Contains(destination, failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherAddressesHaveOneSpellingToo()
    {
        Assert.Equal("Source", _agent.Refused(new OpenFlood { Destination = Trial.Loopback, Port = 9, Source = "127.1" }).Parameter);
        Assert.Equal("Source", _agent.Refused(new OpenFlood { Destination = Trial.Loopback, Port = 9, Source = "224.0.0.1" }).Parameter);
        Assert.Equal("Address", _agent.Refused(new OpenSink { Address = "127.1" }).Parameter);
        Assert.Equal("Interface", _agent.Refused(new OpenFlood { Destination = "fe80::1", Port = 9, PacketSize = 80 }).Parameter);
    }

    /// <summary>Also according to this host's own networks, and only if not explicitly allowed.</summary>
    [Theory]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("127.255.255.255")]
    public void NoSinkBindsAnAddressOfManyHostsUnasked(string address)
    {
        Failure failure = _agent.Refused(new OpenSink { Address = address });
        Assert.Equal((FailureCode.InvalidArgument, "Address"), (failure.Code, failure.Parameter));
        Assert.Contains("-AllowSpecialAddress", failure.Message, StringComparison.Ordinal);
        Assert.Equal(address, _agent.Ask<SinkReady>(new OpenSink { Address = address, AllowSpecialAddress = true }).Address);
    }

    [Theory]
    [InlineData("lo", "Destination", "dst_min 127.255.255.255", "dst_max 127.255.255.255")]
    [InlineData("lo", "Source", "src_min 127.255.255.255", "src_max 127.255.255.255")]
    [InlineData("nosuch0", "Interface")]
    public void WhatPktgenCouldNotSendIsRefusedBeforeItIsAskedFor(string device, string parameter, params string[] commands)
    {
        ChangePktgen change = new() { Preview = true, Devices = [new PktgenDeviceChange { Name = device, Cpu = 0, Commands = commands }] };
        Assert.Equal(parameter, _agent.Refused(change).Parameter);
        if (parameter != "Interface")
        {
            Assert.Empty(_agent.Ask<PktgenState>(change with { AllowSpecialAddress = true }).Devices);
        }
    }

    [Fact]
    public void ANameIsResolvedAsThisHostDoes()
    {
        Assert.Contains(_agent.Ask<NameResolved>(new ResolveName { Name = "localhost" }).Addresses, a => IPAddress.IsLoopback(IPAddress.Parse(a)));
        Assert.Equal(FailureCode.InvalidArgument, _agent.Refused(new ResolveName { Name = "--help" }).Code);
    }

    [Fact]
    public void APreviewLeavesNoFloodOpen()
    {
        FloodReady ready = _agent.Ask<FloodReady>(new OpenFlood { Destination = Trial.Loopback, Port = 9, Threads = 3, Flows = 4, Preview = true });
        Assert.Equal((FloodBackend.Socket, "lo", "127.0.0.1", "127.0.0.1", 3, 4, false, false), (ready.Backend, ready.Interface, ready.Destination, ready.Source, ready.Threads, ready.Flows, ready.Outside, ready.LoadsPktgen));
        Assert.Equal(FailureCode.Protocol, _agent.Refused(new StartFlood()).Code);
        Assert.Equal("Interface", _agent.Refused(new OpenFlood { Destination = Trial.Loopback, Port = 9, Interface = "nosuch0", Preview = true }).Parameter);
    }

    [Fact]
    public void AnInterfaceThatIsNotThereListsThoseThatAre()
    {
        Failure failure = _agent.Refused(new OpenFlood { Destination = Trial.Loopback, Port = 9, Interface = "nosuch0" });
        Assert.Equal((FailureCode.NotFound, "Interface"), (failure.Code, failure.Parameter));
        Assert.Matches("nosuch0.*this host has .*\\blo\\b", failure.Message);
        Assert.Equal("Interface", _agent.Refused(new OpenSink { Address = Trial.Loopback, Interface = "nosuch0" }).Parameter);
    }

    [Fact]
    public void ACpuThatIsNotOnlineIsRefusedForSinkAndFlood()
    {
        Request[] requests = [new OpenSink { Address = Trial.Loopback, Cpus = [4000] }, new OpenFlood { Destination = Trial.Loopback, Port = 9, Cpus = [0, 4000] }];
        foreach (Request request in requests)
        {
            Failure failure = _agent.Refused(request);
            Assert.Equal((FailureCode.InvalidArgument, "Cpu"), (failure.Code, failure.Parameter));
            Assert.Contains("4000", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", 59, "60")]
    [InlineData("::1", 79, "80")]
    [InlineData("127.0.0.1", 65_551, "65536")]
    public void APacketTooSmallOrLargerThanTheMtuNamesTheLimit(string destination, int size, string limit)
    {
        Failure failure = _agent.Refused(new OpenFlood { Destination = destination, Port = 9, PacketSize = size });
        Assert.Equal((FailureCode.InvalidArgument, "PacketSize"), (failure.Code, failure.Parameter));
        Assert.Contains(limit, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATrainOfSegmentsLongerThanASendIsRefused()
    {
        Failure failure = _agent.Refused(new OpenFlood { Destination = Trial.Loopback, Port = 9, PacketSize = 1514, Gso = 64 });
        Assert.Equal((FailureCode.InvalidArgument, "Gso"), (failure.Code, failure.Parameter));
    }

    [Fact]
    public void ChoicesThatExcludeEachOtherAreRefused()
    {
        Assert.Equal("Inject", _agent.Refused(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = 9, Inject = true, Interface = "lo" }).Parameter);
        Assert.Equal("Gso", _agent.Refused(new OpenFlood { Backend = FloodBackend.Xdp, Destination = Trial.Loopback, Port = 9, Gso = 4 }).Parameter);
    }

    [Fact]
    public void XdpToThisHostItselfNamesTheWayOut()
    {
        Machine.RequireRoot();
        Failure failure = _agent.Refused(new OpenFlood { Backend = FloodBackend.Xdp, Destination = Trial.Loopback, Port = 9 });
        Assert.Equal((FailureCode.InvalidArgument, "Destination"), (failure.Code, failure.Parameter));
        Assert.Contains("-Inject", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void XdpWithoutTheCapabilityIsRefusedAndAutoTakesSockets()
    {
        using Bed bed = new();
        AgentProcess nobody = bed.Add(AgentProcess.StartAsNobody(bed.Facts.GeneratorNamespace));
        Failure failure = nobody.Refused(new OpenFlood { Backend = FloodBackend.Xdp, Destination = bed.Facts.SinkAddress, Port = 9 });
        Assert.Equal((FailureCode.PermissionDenied, "Backend"), (failure.Code, failure.Parameter));
        Assert.Contains("CAP_BPF", failure.Message, StringComparison.Ordinal);
        FloodReady ready = nobody.Ask<FloodReady>(new OpenFlood { Destination = bed.Facts.SinkAddress, Port = 9 });
        Assert.Equal(FloodBackend.Socket, ready.Backend);
        Assert.Contains("CAP_BPF", ready.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusalDoesNotEndTheConversation()
    {
        _agent.Refused(new OpenSink { Address = "not an address" });
        _agent.Refused(new OpenFlood { Destination = "neither", Port = 9 });
        Assert.True(_agent.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback }).Port > 0);
    }
}
