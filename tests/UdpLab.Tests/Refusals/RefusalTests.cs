using System.Management.Automation;

namespace UdpLab.Tests.Refusals;

/// <summary>Inputs that cannot work are refused by name before a packet leaves, and leave nothing behind.</summary>
[Collection(Machine.Name)]
public class RefusalTests(Bed bed) : IClassFixture<Bed>
{
    /// <summary>PowerShell's own checks of a value: the message names parameter, value and range.</summary>
    [Theory]
    [InlineData("Invoke-UdpFlood -Port 0", "'Port'", "The 0 argument", "1")]
    [InlineData("Invoke-UdpFlood -Port 65536", "'Port'", "The 65536 argument", "65535")]
    [InlineData("Measure-Sink -Port 0", "'Port'", "The 0 argument", "1")]
    [InlineData("Measure-Sink -Port 65536", "'Port'", "The 65536 argument", "65535")]
    [InlineData("Invoke-UdpFlood -PacketSize 59", "'PacketSize'", "The 59 argument", "60")]
    [InlineData("Invoke-UdpFlood -Duration 0", "'Duration'", "The 0 argument", "0.001")]
    [InlineData("Measure-Sink -Duration 0", "'Duration'", "The 0 argument", "0.001")]
    [InlineData("Invoke-UdpFlood -Duration ([double]::NaN)", "'Duration'", "NaN", "0.001")]
    [InlineData("Invoke-UdpFlood -Count 0", "'Count'", "The 0 argument", "1")]
    [InlineData("Measure-Sink -Count 0", "'Count'", "The 0 argument", "1")]
    [InlineData("Measure-Sink -Sockets 0", "'Sockets'", "The 0 argument", "1")]
    [InlineData("Measure-Sink -Batch 0", "'Batch'", "The 0 argument", "1")]
    [InlineData("Measure-Sink -Repeat 0", "'Repeat'", "The 0 argument", "1")]
    [InlineData("Measure-Sink -Warmup -1", "'Warmup'", "The -1 argument", "0")]
    [InlineData("Measure-Sink -Timeout 0", "'Timeout'", "The 0 argument", "0.1")]
    [InlineData("Measure-Sink -ReceiveBuffer 1", "'ReceiveBuffer'", "The 1 argument", "1024")]
    [InlineData("Invoke-UdpFlood -Flows 0", "'Flows'", "The 0 argument", "1")]
    [InlineData("Invoke-UdpFlood -Threads 0", "'Threads'", "The 0 argument", "1")]
    [InlineData("Invoke-UdpFlood -RatePps 0", "'RatePps'", "The 0 argument", "1")]
    [InlineData("Invoke-UdpFlood -RatePps 1000, 0 -StepSeconds 1", "'RatePps'", "The 0 argument", "1")]
    [InlineData("Invoke-UdpFlood -RatePps 1000, 2000 -StepSeconds 0", "'StepSeconds'", "The 0 argument", "0.05")]
    [InlineData("Invoke-UdpFlood -Gso 1", "'Gso'", "The 1 argument", "2")]
    [InlineData("New-LabTestbed -Queues 0", "'Queues'", "The 0 argument", "1")]
    [InlineData("New-LabTestbed 'a b'", "'Name'", "\"a b\"", "A-Za-z0-9-")]
    [InlineData("Measure-Sink -Method @()", "'Method'", "empty", "")]
    public void AValueOutOfRange(string script, params string[] words)
    {
        ErrorRecord error = MustBeRefused(script, "ParameterArgumentValidationError");
        Assert.All(words, word => Assert.Contains(word, error.Exception.Message));
    }

    [Theory]
    [InlineData("Measure-Sink -Method Fast", "CannotConvertArgumentNoMessage", "'Method'", "Recvmsg, Recvmmsg, Recv, Recvfrom, Read")]
    [InlineData("Invoke-UdpFlood -Backend Dpdk", "ParameterArgumentTransformationError", "'Backend'", "Auto, Pktgen, Xdp, Socket")]
    [InlineData("Invoke-UdpFlood -Destination 'two words'", "ParameterArgumentTransformationError", "'Destination'", "two words", "host name")]
    [InlineData("Invoke-UdpFlood -DestinationMac zz", "ParameterArgumentTransformationError", "'DestinationMac'", "zz")]
    [InlineData("Invoke-UdpFlood -LabHost nowhere", "ParameterArgumentTransformationError", "-LabHost nowhere", "there are", "local")]
    [InlineData("Measure-Sink -Session nowhere", "ParameterArgumentTransformationError", "-LabHost nowhere", "there are", "local")]
    public void AWordThatMeansNothing(string script, string errorId, params string[] words)
    {
        ErrorRecord error = MustBeRefused(script, errorId);
        Assert.All(words, word => Assert.Contains(word, error.Exception.Message));
    }

    /// <summary>PowerShell converts numbers to addresses, and .NET converts texts that mean a different address elsewhere.</summary>
    [Theory]
    [InlineData("Invoke-UdpFlood -Destination 9000", "9000 is a number")]
    [InlineData("Invoke-UdpFlood 10.1", "10.1 is a number")]
    [InlineData("Invoke-UdpFlood 0x7f000001", "2130706433 is a number")]
    [InlineData("Invoke-UdpFlood 10.0.1", "'10.0.1' is not an IP address")]
    [InlineData("Invoke-UdpFlood 198.18.0.010", "'198.18.0.010' is not an IP address")]
    [InlineData("Invoke-UdpFlood '0x7f000001'", "'0x7f000001' is not an IP address")]
    [InlineData("Invoke-UdpFlood '9000'", "'9000' is not an IP address")]
    [InlineData("Invoke-UdpFlood fe80::1%lo", "-Interface")]
    [InlineData("Invoke-UdpFlood -Source 9000", "9000 is a number")]
    [InlineData("Invoke-UdpFlood -Source 127.1", "127.1 is a number")]
    [InlineData("Invoke-UdpFlood -Source localhost", "'localhost' is not an IP address")]
    [InlineData("Measure-Sink -Address 9000", "9000 is a number")]
    [InlineData("Measure-Sink -Address 127.0.0.01", "'127.0.0.01' is not an IP address")]
    [InlineData("Set-LabNic lo -FlowRule @{ Source = 9000; Queue = 0 }", "9000 is a number")]
    [InlineData("Set-LabNic lo -FlowRule @{ Destination = '10.1'; Queue = 0 }", "Destination = 10.1")]
    [InlineData("Add-PktgenDevice lo -Destination 9000", "9000 is a number")]
    [InlineData("Add-PktgenDevice lo -Source 10.1", "10.1 is a number")]
    [InlineData("Set-PktgenDevice lo -Destination 198.18.0.010", "198.18.0.010")]
    [InlineData("Set-PktgenDevice lo -Destination 198.18.0.0-198.18.1", "198.18.0.0-198.18.1")]
    public void ANumberOrAHalfOfOneIsNoAddress(string script, string words) => Assert.Contains(words, MustBeRefused(script, "ParameterArgumentTransformationError").Exception.Message);

    /// <summary>If several values are given where one is wanted, the error says how to sweep.</summary>
    [Theory]
    [InlineData("Measure-Sink -Sockets 1, 2", "'Sockets'", "1, 2")]
    [InlineData("Invoke-PerfCapture -Port 1, 2", "'Sink'", "1, 2")]
    [InlineData("Measure-Sink -Sockets (1..4)", "'Sockets'", "1, 2, 3, 4")]
    [InlineData("Measure-Sink -Sockets 1..4", "'Sockets'", "1..4")]
    [InlineData("Invoke-UdpFlood -PacketSize 60, 128", "'PacketSize'", "60, 128")]
    [InlineData("Invoke-UdpFlood -Duration 1, 2", "'Duration'", "1, 2")]
    [InlineData("Invoke-UdpFlood -Port 1-4", "'Port'", "1-4")]
    [InlineData("Invoke-UdpFlood -Backend Socket, Xdp", "'Backend'", "Socket, Xdp")]
    [InlineData("Invoke-UdpFlood -Interface lo, eth0", "'Interface'", "lo, eth0")]
    [InlineData("Invoke-UdpFlood 127.0.0.1, 127.0.0.2", "'Destination'", "127.0.0.1, 127.0.0.2")]
    [InlineData("Measure-Sink -LabHost local, local", "'LabHost'", "local, local")]
    [InlineData("Set-LabNic lo -RssQueues 1, 2", "'RssQueues'", "1, 2")]
    [InlineData("New-LabTestbed -Queues 1, 2", "'Queues'", "1, 2")]
    [InlineData("Add-PktgenDevice lo -Burst 1, 2", "'Burst'", "1, 2")]
    public void SeveralValuesWhereOneIsWanted(string script, params string[] words)
    {
        ErrorRecord error = MustBeRefused(script, "ParameterArgumentTransformationError");
        Assert.All([.. words, "ForEach-Object", "sweep"], word => Assert.Contains(word, error.Exception.Message));
    }

    [Theory]
    [InlineData("Invoke-UdpFlood -Duration 0:0:x", "0:0:x")]
    [InlineData("Invoke-UdpFlood -Cpu 3-0", "3-0")]
    [InlineData("Measure-Sink -Cpu '0-99999999'", "0-99999999")]
    [InlineData("Invoke-UdpFlood -Cpu all", "all")]
    [InlineData("[pscustomobject] @{ RatePps = '' } | Invoke-UdpFlood -Count 1", "'RatePps'. It is empty")]
    [InlineData("[pscustomobject] @{ PacketSize = ' ' } | Invoke-UdpFlood -Count 1", "'PacketSize'. It is empty")]
    [InlineData("Measure-Sink -Sockets ''", "'Sockets'. It is empty")]
    [InlineData("Set-LabNic lo -Feature @{}", "The table is empty: give a table with at least one entry, as in @{ rx = $false }")]
    [InlineData("Set-LabNic lo -Coalescing rx-usecs", "'rx-usecs' is not a table")]
    public void AListOrATimeThatIsNone(string script, string words) => Assert.Contains(words, MustBeRefused(script, "ParameterArgumentTransformationError").Exception.Message);

    [Theory]
    [InlineData("Invoke-UdpFlood -Count 5 -Duration 1", "CountWithDuration", "-Count 5", "-Duration 1", "give one of them")]
    [InlineData("Invoke-UdpFlood -RatePps 1000, 2000 -Duration 4", "DurationWithStepSeconds", "-Duration 4", "-StepSeconds 3 lasts 6 s", "-StepSeconds 2")]
    [InlineData("[pscustomobject] @{ RatePps = '1000,2000'; Count = 7 } | Invoke-UdpFlood", "CountWithStepSeconds", "-Count 7", "after 6 s")]
    [InlineData("Invoke-UdpFlood -RatePps 1000 -StepSeconds 2", "InvalidArgument.StepSeconds", "-StepSeconds 2", "-RatePps 1000", "-Duration 2")]
    [InlineData("Invoke-UdpFlood -StepSeconds 2", "InvalidArgument.StepSeconds", "-StepSeconds 2", "list of rates")]
    [InlineData("Invoke-UdpFlood -RatePps 1000, 2000 -StepSeconds 2 -Duration 4", "DurationWithStepSeconds", "-Duration 4", "4 s", "omit -Duration")]
    [InlineData("Invoke-UdpFlood -RatePps 1000, 2000 -StepSeconds 2 -Count 4", "CountWithStepSeconds", "-Count 4", "omit -Count")]
    [InlineData("Invoke-UdpFlood -RatePps 1000, 2000 -StepSeconds 50000", "InvalidArgument.StepSeconds", "-StepSeconds 50000", "100000 s", "86400 s")]
    [InlineData("Measure-Sink -Count 5 -Duration 1.5", "CountWithDuration", "-Count 5", "-Duration 1.5", "give one of them")]
    [InlineData("Invoke-UdpFlood -Destination ::1 -PacketSize 79", "InvalidArgument.PacketSize", "-PacketSize 79", "80 bytes or more")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -PacketSize 1515", "InvalidArgument.PacketSize", "-PacketSize 1515", "MTU of 1500", "1514")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -PacketSize 1515 | Measure-Sink -LabHost $bed.Sink", "InvalidArgument.PacketSize", "-PacketSize 1515", "1514")]
    [InlineData("Invoke-UdpFlood -Interface nosuch0", "NotFound.Interface", "-Interface nosuch0", "this host has", "lo")]
    [InlineData("Measure-Sink -Interface nosuch0", "NotFound.Interface", "-Interface nosuch0")]
    [InlineData("Invoke-UdpFlood -Destination ::1 | Measure-Sink -Address 0.0.0.0", "InvalidArgument.Destination", "-Destination ::1", "-Address")]
    [InlineData("Invoke-UdpFlood -Destination 127.0.0.1 | Measure-Sink -Address ::", "InvalidArgument.Destination", "-Destination 127.0.0.1", "-Address")]
    [InlineData("Invoke-UdpFlood -Destination 127.0.0.1 -Source ::1", "InvalidArgument.Source", "-Source ::1", "127.0.0.1", "both")]
    [InlineData("Measure-Sink -Address 192.0.2.77 -Port 7012", "InvalidArgument.Address", "-Address 192.0.2.77", "no interface")]
    [InlineData("Invoke-UdpFlood -Cpu 999", "InvalidArgument.Cpu", "-Cpu 999", "not online", "0")]
    [InlineData("Measure-Sink -Cpu 0, 999", "InvalidArgument.Cpu", "-Cpu 999", "not online", "0")]
    [InlineData("Invoke-UdpFlood -Cpu -1", "InvalidArgument.Cpu", "-Cpu -1", "not online")]
    [InlineData("Invoke-UdpFlood -Threads 1 -Cpu 0, 1", "InvalidArgument.Cpu", "-Cpu", "-Threads 1")]
    [InlineData("Invoke-UdpFlood -Backend Xdp", "InvalidArgument.Destination", "-Destination 127.0.0.1", "-Inject", "-Backend Socket")]
    [InlineData("Invoke-UdpFlood -Backend Xdp -Gso 4", "InvalidArgument.Gso", "-Gso", "-Backend Xdp")]
    [InlineData("Invoke-UdpFlood -Backend Xdp -Burst 257", "InvalidArgument.Burst", "-Burst 257", "256")]
    [InlineData("Invoke-UdpFlood -Backend Socket -Inject -Interface lo -Destination 127.0.0.1", "InvalidArgument.Inject", "-Inject", "-Backend Socket")]
    [InlineData("Invoke-UdpFlood -Inject -Destination 127.0.0.1", "InvalidArgument.Interface", "-Inject", "-Interface")]
    [InlineData("Invoke-UdpFlood -Inject -Interface lo", "InvalidArgument.Destination", "-Inject", "-Destination")]
    [InlineData("Invoke-UdpFlood -Gso 64 -PacketSize 1500", "InvalidArgument.Gso", "-Gso 64", "65,507")]
    [InlineData("Invoke-UdpFlood -PacketSize 100 -PayloadSize 58", "PacketSizeWithPayloadSize", "-PacketSize 100", "-PayloadSize 58", "give one of them")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -PayloadSize 1473", "InvalidArgument.PayloadSize", "-PayloadSize 1473", "1515 bytes", "MTU of 1500")]
    [InlineData("Invoke-UdpFlood -Port 6001 | Measure-Sink -Port 6000", "InvalidArgument.Port", "-Port 6001", "6000")]
    [InlineData("Invoke-UdpFlood 127.0.0.2 | Measure-Sink -Address 127.0.0.1", "InvalidArgument.Destination", "-Destination 127.0.0.2", "127.0.0.1")]
    [InlineData("Invoke-UdpFlood 192.0.2.77 | Measure-Sink", "InvalidArgument.Destination", "-Destination 192.0.2.77", "no such address", "-Force")]
    [InlineData("Invoke-UdpFlood 127.0.0.1 -LabHost $bed.Generator | Measure-Sink -LabHost $bed.Sink", "InvalidArgument.Destination", "-Destination 127.0.0.1", "loopback")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Sink | Measure-Sink -LabHost $bed.Sink -Interface $bed.SinkInterface", "InvalidArgument.Interface", "-Interface", "arrive on lo")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator | Measure-Sink -LabHost $bed.Sink -Interface lo", "InvalidArgument.Interface", "-Interface lo")]
    [InlineData("Invoke-UdpFlood | Measure-Sink -Warmup 5", "InvalidArgument.Warmup", "-Warmup 5", "3 s", "-Duration")]
    [InlineData("Invoke-UdpFlood -Count 100 -RatePps 100 | Measure-Sink -Warmup 1", "InvalidArgument.Warmup", "-Warmup 1", "1 s")]
    [InlineData("Invoke-UdpFlood 224.0.0.1", "InvalidArgument.Destination", "224.0.0.1", "multicast", "-AllowSpecialAddress")]
    [InlineData("Invoke-UdpFlood 255.255.255.255", "InvalidArgument.Destination", "255.255.255.255", "broadcast", "-AllowSpecialAddress")]
    [InlineData("Invoke-UdpFlood 127.255.255.255", "InvalidArgument.Destination", "127.255.255.255", "broadcast", "-AllowSpecialAddress")]
    [InlineData("Invoke-UdpFlood 0.0.0.0", "InvalidArgument.Destination", "0.0.0.0", "no address", "-AllowSpecialAddress")]
    [InlineData("Invoke-UdpFlood ::", "InvalidArgument.Destination", "::", "no address")]
    [InlineData("Invoke-UdpFlood ff02::1", "InvalidArgument.Destination", "ff02::1", "multicast")]
    [InlineData("Invoke-UdpFlood -Pktgen @{ Destination = '::1' } -Count 5 | Measure-Sink", "InvalidArgument.Destination", "-Destination ::1", "backend Pktgen", "-Inject")]
    [InlineData("Invoke-UdpFlood -Source 127.255.255.255", "InvalidArgument.Source", "127.255.255.255", "broadcast", "-AllowSpecialAddress")]
    [InlineData("Measure-Sink -Address 224.0.0.1", "InvalidArgument.Address", "224.0.0.1", "multicast", "-AllowSpecialAddress")]
    [InlineData("Measure-Sink -Address 255.255.255.255", "InvalidArgument.Address", "255.255.255.255", "broadcast", "-AllowSpecialAddress")]
    [InlineData("Measure-Sink -LabHost $bed.Sink -Address 198.18.255.255", "InvalidArgument.Address", "198.18.255.255", "no interface")]
    [InlineData("Add-PktgenDevice lo -Destination 127.255.255.255 -WhatIf", "InvalidArgument.Destination", "127.255.255.255", "broadcast", "-AllowSpecialAddress")]
    [InlineData("Add-PktgenDevice lo -Source 127.255.255.255 -WhatIf", "InvalidArgument.Source", "127.255.255.255", "broadcast")]
    [InlineData("Add-PktgenDevice lo -Destination 127.255.255.250-127.255.255.255 -WhatIf", "InvalidArgument.Destination", "127.255.255.250-127.255.255.255", "includes 127.255.255.255", "-AllowSpecialAddress")]
    [InlineData("Add-PktgenDevice lo -Destination 127.0.0.0/8 -WhatIf", "InvalidArgument.Destination", "127.0.0.0-127.255.255.255", "includes 127.255.255.255")]
    [InlineData("Add-PktgenDevice lo -Source 127.255.255.250-127.255.255.255 -WhatIf", "InvalidArgument.Source", "includes 127.255.255.255", "send from it")]
    [InlineData("Add-PktgenDevice lo -Destination 223.255.255.250-224.0.0.5 -WhatIf", "InvalidArgument.Destination", "223.255.255.250-224.0.0.5", "includes multicast", "-AllowSpecialAddress")]
    [InlineData("Add-PktgenDevice lo -Source 239.1.1.1-239.1.1.9 -WhatIf", "InvalidArgument.Source", "239.1.1.1-239.1.1.9", "includes multicast", "-AllowSpecialAddress")]
    [InlineData("Add-PktgenDevice lo -Source 239.1.1.1 -WhatIf", "InvalidArgument.Source", "239.1.1.1", "multicast", "-AllowSpecialAddress")]
    [InlineData("Add-PktgenDevice lo -Destination ff02::/120 -WhatIf", "InvalidArgument.Destination", "includes multicast")]
    [InlineData("Set-PktgenDevice lo -Destination 255.255.255.0/24 -WhatIf", "InvalidArgument.Destination", "no host can have")]
    [InlineData("Invoke-UdpFlood -Backend Pktgen -Pktgen @{ Destination = '127.255.255.250-127.255.255.255' }", "InvalidArgument.Destination", "includes 127.255.255.255", "-AllowSpecialAddress")]
    [InlineData("Invoke-UdpFlood -Backend Pktgen -Pktgen @{ Source = '127.255.255.1-127.255.255.255' }", "InvalidArgument.Source", "includes 127.255.255.255")]
    [InlineData("Import-PerfProfile /proc", "InvalidArgument.Path", "/proc is a folder", "/proc/*")]
    [InlineData("Import-LabResult /proc", "InvalidArgument.Path", "/proc is a folder")]
    [InlineData("Add-PktgenDevice nosuch0 -WhatIf", "NotFound.Interface", "nosuch0", "no such interface", "lo")]
    [InlineData("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1200 -WhatIf", "InvalidArgument.Mtu", "1200", "IPv6", "not restore")]
    [InlineData("Invoke-UdpFlood -Pktgen @{ Destination = '239.1.1.1' }", "InvalidArgument.Destination", "239.1.1.1", "multicast")]
    [InlineData("Invoke-UdpFlood -Pktgen @{ Destination = 9000 }", "InvalidArgument.Pktgen", "Destination = 9000", "a number")]
    [InlineData("Invoke-UdpFlood -Pktgen @{ Source = '10.0.0.010' }", "InvalidArgument.Pktgen", "10.0.0.010", "leading zeros")]
    [InlineData("Disconnect-LabHost local", "InvalidArgument.Name", "-Name local", "this machine", "always connected")]
    [InlineData("Disconnect-LabHost -LabHost local", "InvalidArgument.LabHost", "-LabHost local", "this machine")]
    [InlineData("Disconnect-LabHost $bed.Sink", "InvalidArgument.Name", "-Name", "Remove-LabTestbed")]
    [InlineData("Measure-Sink -SteerByCpu", "InvalidArgument.SteerByCpu", "-SteerByCpu", "-Sockets 2")]
    [InlineData("Measure-Sink -Ttl -Method Recvmsg, Recv", "InvalidArgument.Ttl", "-Ttl", "-Method Recv:", "Recvmmsg")]
    [InlineData("Measure-Sink -PacketInfo -Method Read", "InvalidArgument.PacketInfo", "-PacketInfo", "-Method Read:", "Recvmmsg")]
    [InlineData("Measure-Sink -Timestamp -Method Recvfrom", "InvalidArgument.Timestamp", "-Timestamp", "-Method Recvfrom:", "Recvmmsg")]
    [InlineData("Measure-Sink -CheckSender 127.0.0.1 -Method Read", "InvalidArgument.CheckSender", "-CheckSender", "-Method Read:", "Recvmmsg")]
    [InlineData("Measure-Sink -Segments 2 -Method Read", "InvalidArgument.Segments", "-Segments", "-Method Read:", "Recvmmsg")]
    [InlineData("Measure-Sink -Discard -Method Recv, Read", "InvalidArgument.Discard", "-Discard", "-Method Read:", "Recvmmsg")]
    [InlineData("Measure-Sink -Discard -Segments 2", "InvalidArgument.Segments", "-Segments 2", "-Discard")]
    [InlineData("Measure-Sink -CheckSender ::1 -Address 127.0.0.1", "InvalidArgument.CheckSender", "-CheckSender ::1", "-Address 127.0.0.1")]
    [InlineData("Measure-Sink -Gro -Method Recvmsg, Read", "InvalidArgument.Gro", "-Gro", "-Method Read", "Recvmmsg")]
    [InlineData("Measure-Sink -Sockets 2 -Method PacketRing", "InvalidArgument.Sockets", "-Sockets", "-Method PacketRing:", "Recvmmsg")]
    [InlineData("Measure-Sink -Connect -Method PacketRing", "InvalidArgument.Connect", "-Connect", "-Method PacketRing:", "Recvmmsg")]
    [InlineData("Measure-Sink -BusyPoll 9 -Method PacketRing", "InvalidArgument.BusyPoll", "-BusyPoll", "-Method PacketRing:", "Recvmmsg")]
    [InlineData("Measure-Sink -Method AfXdp -LabHost $bed.Sink", "InvalidArgument.Interface", "-Method AfXdp", "-Interface")]
    [InlineData("Measure-Sink -Gro -Method IoUringMultishot", "InvalidArgument.Gro", "-Gro", "-Method IoUringMultishot:", "Recvmsg, Recvmmsg and Epoll can")]
    [InlineData("New-LabTestbed $bed.Name", "Busy.Name", "-Name", "Remove-LabTestbed")]
    [InlineData("Get-LabTestbed nosuchbed", "NotFound.Name", "-Name nosuchbed", "there are")]
    [InlineData("Remove-LabTestbed nosuchbed", "NotFound.Name", "-Name nosuchbed", "there are")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -Interface gen0 -Backend Xdp -RatePps 1000 -Destination 198.18.255.254", "InvalidArgument.DestinationMac", "198.18.255.254", "-DestinationMac")]
    public void AnInputThatCannotWork(string script, string errorId, params string[] words)
    {
        ErrorRecord error = MustBeRefused(script, errorId);
        Assert.All(words, word => Assert.Contains(word, error.Exception.Message));
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
    }

    /// <summary>The engine drops properties it cannot convert: a flood would take its defaults, and an unlimited rate.</summary>
    [Theory]
    [InlineData("RatePps = '10k'", "'RatePps'", "10k", "not a number")]
    [InlineData("RatePps = '1,500'", "'RatePps'", "1,500", "one number or several")]
    [InlineData("Count = 'many'", "'Count'", "many", "not a whole number")]
    [InlineData("Duration = '200ms'", "'Duration'", "200ms", "not a time")]
    [InlineData("Backend = 'Dpdk'", "'Backend'", "Auto, Pktgen, Xdp, Socket")]
    [InlineData("DestinationMac = 'zz'", "'DestinationMac'", "zz", "MAC")]
    [InlineData("QueueMap = 'all'", "'QueueMap'", "all")]
    [InlineData("Inject = 'perhaps'", "'Inject'", "perhaps", "True")]
    public void ARowOfATableThatMeansNothing(string property, params string[] words)
    {
        ErrorRecord error = MustBeRefused($"[pscustomobject] @{{ {property} }} | Invoke-UdpFlood -Destination 127.0.0.1 -WhatIf", "ParameterArgumentTransformationError");
        Assert.All(words, word => Assert.Contains(word, error.Exception.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Sockets 2")]
    public void APortThatIsTakenNamesWhoHasIt(string more)
    {
        using Receiver taken = Receiver.On(System.Net.IPAddress.Any);
        ErrorRecord error = MustBeRefused($"Measure-Sink -Port {taken.Port} {more}", "Busy.Port");

        Assert.Equal(ErrorCategory.ResourceBusy, error.CategoryInfo.Category);
        Assert.Contains($"-Port {taken.Port}", error.Exception.Message);
        Assert.Contains($"(process {Environment.ProcessId})", error.Exception.Message);
        Assert.Contains("choose another -Port", error.Exception.Message);
    }

    [Fact]
    public void ASinkOfTwoSocketsTakesItsPortFromOthersToo()
    {
        Machine.RequireRoot();
        string name = bed.Session.One("$bed.Name").ToString()!;
        ScriptRun run = bed.Session.Start("Measure-Sink -LabHost $bed.Sink -Port 7013 -Sockets 2 -Timeout 120");
        Assert.True(Machine.Becomes(() => Agents.Own.Any(id => Agents.HasThread(id, "sink-clock")), 30), "No measurement started.");
        using Session other = new();
        ErrorRecord error = other.Run($"$b = Get-LabTestbed {name}; Measure-Sink -LabHost $b.Sink -Port 7013 -Sockets 2 -Timeout 0.3").MustFail("Busy.Port");
        run.Stop();

        Assert.Contains("-Port 7013", error.Exception.Message);
    }

    [Fact]
    public void AHostWhoseTestbedIsGoneIsRefused()
    {
        ErrorRecord error = MustBeRefused($"$gone = New-LabTestbed {Space.NewTestbedName()}; $h = $gone.Sink; Remove-LabTestbed $gone.Name; Measure-Sink -LabHost $h -Timeout 0.3", "NotFound.LabHost");
        Assert.Contains("removed", error.Exception.Message);
    }

    [Fact]
    public void XdpWithoutItsCapabilityIsRefused()
    {
        (int code, string output, string error) = ShellProcess.RunWithoutCapabilities("try { Invoke-UdpFlood -Backend Xdp -Inject -Interface lo -Destination 127.0.0.1 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; \"$_\" }");

        Assert.Equal("", error);
        Assert.Contains("PermissionDenied.Backend", output);
        Assert.Contains("-Backend Xdp", output);
        Assert.Contains("CAP_BPF", output);
        Assert.Contains("-Backend Socket needs no privilege", output);
        Assert.Equal(0, code);
    }

    [Fact]
    public void ATestbedWithoutPrivilegeIsRefused()
    {
        (_, string output, _) = ShellProcess.RunWithoutCapabilities("try { New-LabTestbed -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }");

        Assert.Contains("PermissionDenied", output);
        Assert.Contains("run as root", output);
    }

    [Fact]
    public void TheMainJobNeedsNoPrivilege()
    {
        (int code, string output, string error) = ShellProcess.RunWithoutCapabilities("(Invoke-UdpFlood -RatePps 1000 -Count 300 | Measure-Sink -ReceiveBuffer 4000000).Packets; (1, 2 | ForEach-Object { Invoke-UdpFlood -RatePps 1000 -Count 200 } | Measure-Sink).Packets");

        Assert.Equal("", error);
        Assert.Equal(["300", "200", "200"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, code);
    }

    private ErrorRecord MustBeRefused(string script, string errorId)
    {
        ScriptRun run = bed.Session.Run(script);

        ErrorRecord error = run.MustFail(errorId);
        Assert.Empty(run.Output);
        Agents.MustRest();
        Assert.Single(bed.Session.Give($"Get-LabTestbed | Where-Object {{ $_.OwnerProcessId -eq {Environment.ProcessId} }}"));
        return error;
    }
}
