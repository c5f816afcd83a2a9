namespace UdpLab.Tests.Charts;

/// <summary>A chart of text needs nothing of what pages need.</summary>
public class ChartLoadingTests
{
    [Fact]
    public void AChartOfTextDoesNotLoadTheLibraryOfPages()
    {
        (int code, string output, string error) = ShellProcess.Run("""
            $all = foreach ($n in 300, 600) { Invoke-UdpFlood -RatePps 20000 -Count $n | Measure-Sink -ReceiveBuffer 4000000 }
            $all | Show-LabChart Packets -X Flood.Count -Plain
            "loaded $(@([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'OxyPlot' }).Count)"
            """);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("Packets by Flood.Count", output, StringComparison.Ordinal);
        Assert.EndsWith("loaded 0", output.TrimEnd(), StringComparison.Ordinal);
    }
}
