using System.Management.Automation;

namespace UdpLab.Tests.Refusals;

/// <summary>Inputs that cannot work are refused before a packet leaves, by name, and leave nothing behind.</summary>
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
    [InlineData("Invoke-UdpFlood -Gso 1", "'Gso'", "The 1 argument", "2")]
    [InlineData("New-LabTestbed -Queues 0", "'Queues'", "The 0 argument", "1")]
    [InlineData("New-LabTestbed 'a b'", "'Name'", "\"a b\"", "A-Za-z0-9-")]
    [InlineData("Measure-Sink -Method @()", "'Method'", "empty", "")]
    public void AValueOutOfRange(string script, params string[] words)
    {
        ErrorRecord error = MustBeRefused(script, "ParameterArgumentValidationError");
        Assert.All(words, word => Assert.Contains(word, error.ToString()));
    }

    [Theory]
    [InlineData("Measure-Sink -Method Fast", "CannotConvertArgumentNoMessage", "'Method'", "Recvmsg, Recvmmsg, Recv, Recvfrom, Read")]
    [InlineData("Invoke-UdpFlood -Backend Dpdk", "CannotConvertArgumentNoMessage", "'Backend'", "Auto, Pktgen, Xdp, Socket")]
    [InlineData("Invoke-UdpFlood -Destination nonsense", "CannotConvertArgumentNoMessage", "'Destination'", "nonsense")]
    [InlineData("Invoke-UdpFlood -DestinationMac zz", "CannotConvertArgumentNoMessage", "'DestinationMac'", "zz")]
    [InlineData("Invoke-UdpFlood -LabHost nowhere", "ParameterArgumentTransformationError", "-LabHost nowhere", "it knows", "local")]
    [InlineData("Measure-Sink -Session nowhere", "ParameterArgumentTransformationError", "-LabHost nowhere", "it knows", "local")]
    public void AWordThatMeansNothing(string script, string errorId, params string[] words)
    {
        ErrorRecord error = MustBeRefused(script, errorId);
        Assert.All(words, word => Assert.Contains(word, error.ToString()));
    }

    [Theory]
    [InlineData("Invoke-UdpFlood -Count 5 -Duration 1", "CountWithDuration", "-Count 5", "-Duration 1", "give one of them")]
    [InlineData("Measure-Sink -Count 5 -Duration 1.5", "CountWithDuration", "-Count 5", "-Duration 1.5", "give one of them")]
    [InlineData("Invoke-UdpFlood -Destination ::1 -PacketSize 79", "InvalidArgument.PacketSize", "-PacketSize 79", "80 bytes or more")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -PacketSize 1515", "InvalidArgument.PacketSize", "-PacketSize 1515", "MTU of 1500", "1514")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -PacketSize 1515 | Measure-Sink -LabHost $bed.Sink", "InvalidArgument.PacketSize", "-PacketSize 1515", "1514")]
    [InlineData("Invoke-UdpFlood -Interface nosuch0", "NotFound.Interface", "-Interface nosuch0", "there are", "lo")]
    [InlineData("Measure-Sink -Interface nosuch0", "NotFound.Interface", "-Interface nosuch0")]
    [InlineData("Invoke-UdpFlood -Destination ::1 | Measure-Sink", "InvalidArgument.Destination", "-Destination ::1", "-Address")]
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
    [InlineData("Measure-Sink -SteerByCpu", "InvalidArgument.SteerByCpu", "-SteerByCpu", "-Sockets 2")]
    [InlineData("Measure-Sink -Gro -Method Recvmsg, Read", "InvalidArgument.Gro", "-Gro", "-Method Read", "Recvmmsg")]
    [InlineData("New-LabTestbed $bed.Name", "Busy.Name", "-Name", "Remove-LabTestbed")]
    [InlineData("Get-LabTestbed nosuchbed", "NotFound.Name", "-Name nosuchbed", "there are")]
    [InlineData("Remove-LabTestbed nosuchbed", "NotFound.Name", "-Name nosuchbed", "there are")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -Interface gen0 -Backend Xdp -Destination 198.18.255.254", "InvalidArgument.DestinationMac", "198.18.255.254", "-DestinationMac")]
    public void AnInputThatCannotWork(string script, string errorId, params string[] words)
    {
        ErrorRecord error = MustBeRefused(script, errorId);
        Assert.All(words, word => Assert.Contains(word, error.ToString()));
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Sockets 2")]
    public void APortThatIsTakenNamesWhoHasIt(string more)
    {
        using Receiver taken = Receiver.On(System.Net.IPAddress.Any);
        ErrorRecord error = MustBeRefused($"Measure-Sink -Port {taken.Port} {more}", "Busy.Port");

        Assert.Equal(ErrorCategory.ResourceBusy, error.CategoryInfo.Category);
        Assert.Contains($"-Port {taken.Port}", error.ToString());
        Assert.Contains($"(process {Environment.ProcessId})", error.ToString());
        Assert.Contains("choose another -Port", error.ToString());
    }

    [Fact]
    public void ASinkOfTwoSocketsTakesItsPortFromOthersToo()
    {
        Machine.RequireRoot();
        string name = bed.Session.One("$bed.Name").ToString()!;
        ScriptRun run = bed.Session.Start("Measure-Sink -LabHost $bed.Sink -Port 7013 -Sockets 2 -Timeout 120");
        Assert.True(Machine.Becomes(() => Agents.Own.Any(id => Agents.HasThread(id, "sink-clock")), 30), "No measurement began.");
        using Session other = new();
        ErrorRecord error = other.Run($"$b = Get-LabTestbed {name}; Measure-Sink -LabHost $b.Sink -Port 7013 -Sockets 2 -Timeout 0.3").MustFail("Busy.Port");
        run.Stop();

        Assert.Contains("-Port 7013", error.ToString());
    }

    [Fact]
    public void AHostWhoseTestbedIsGoneIsRefused()
    {
        ErrorRecord error = MustBeRefused($"$gone = New-LabTestbed {Bed.NewName()}; $h = $gone.Sink; Remove-LabTestbed $gone.Name; Measure-Sink -LabHost $h -Timeout 0.3", "NotFound.LabHost");
        Assert.Contains("removed", error.ToString());
    }

    [Fact]
    public void XdpWithoutItsCapabilityIsRefused()
    {
        (int code, string output, string error) = ShellProcess.RunWithoutCapabilities("try { Invoke-UdpFlood -Backend Xdp -Inject -Interface lo -Destination 127.0.0.1 } catch { $_.FullyQualifiedErrorId; \"$_\" }");

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
        (_, string output, _) = ShellProcess.RunWithoutCapabilities("try { New-LabTestbed } catch { $_.FullyQualifiedErrorId; \"$_\" }");

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
        Agents.MustBeGone();
        Assert.Single(bed.Session.Give($"Get-LabTestbed | Where-Object {{ $_.OwnerProcessId -eq {Environment.ProcessId} }}"));
        return error;
    }
}
