using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Tests;

namespace UdpLab.Bench.Sections;

/// <summary>Import-Module of UdpLab and of a binary module with one cmdlet, each in a process of its own: pwsh if it is installed, else the shell.</summary>
internal static class ImportSection
{
    public const string Name = "import";

    private const double Goal = 150;
    private const string Shell = "src/UdpLab.Shell/bin/Release/net10.0/udplab-shell", Other = "tests/OtherModule/bin/Release/net8.0/OtherModule.psd1";

    public static void Run(Context context)
    {
        bool pwsh = Tool.Exists("pwsh");
        string other = Path.Combine(Repository.Root, Other);
        List<double> own = [], others = [];
        Pairs pairs = context.Take(() => Import(pwsh, Repository.Manifest, own), () => Import(pwsh, other, others));
        double over = pairs.MedianA - pairs.MedianB;
        context.Add(Row.Of(Name, "Import-Module UdpLab", "of a module with one cmdlet", pairs) with
        {
            Unit = "ms",
            Less = true,
            Note = string.Create(CultureInfo.InvariantCulture, $"in {(pwsh ? "pwsh" : "udplab-shell")}; {over:0} ms more (goal: {Goal:0}, {(over <= Goal ? "met" : "**missed**")}); CPU time {Statistics.Median(own):0} : {Statistics.Median(others):0} ms"),
        });
    }

    /// <summary>Milliseconds of the import; adds those of CPU time to a list.</summary>
    private static Sample Import(bool pwsh, string module, List<double> cpu)
    {
        string empty = Path.Combine(Path.GetTempPath(), $"udplab-empty-{Environment.ProcessId}.psd1");
        File.WriteAllText(empty, "@{ ModuleVersion = '0.0.1' }");
        try
        {
            ProcessStartInfo start = new(pwsh ? "pwsh" : Path.Combine(Repository.Root, Shell))
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            };
            foreach (string argument in pwsh ? ["-NoProfile", "-NonInteractive"] : Array.Empty<string>())
            {
                start.ArgumentList.Add(argument);
            }

            // The shell imports a module at its start: here one without anything.
            start.Environment["UDPLAB_MODULE"] = empty;
            start.ArgumentList.Add("-Command");
            start.ArgumentList.Add($$"""
                $self = [System.Diagnostics.Process]::GetCurrentProcess()
                $cpu = $self.TotalProcessorTime
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                Import-Module '{{module}}'
                $taken = $watch.Elapsed.TotalMilliseconds
                $self.Refresh()
                $taken.ToString([cultureinfo]::InvariantCulture)
                ($self.TotalProcessorTime - $cpu).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
                """);
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            if (lines.Length != 2)
            {
                throw new InvalidOperationException($"Import-Module {module} failed: {string.Join(' ', lines)}");
            }

            cpu.Add(double.Parse(lines[1], CultureInfo.InvariantCulture));
            return new(double.Parse(lines[0], CultureInfo.InvariantCulture));
        }
        finally
        {
            File.Delete(empty);
        }
    }
}
