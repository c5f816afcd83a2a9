using System.Runtime.InteropServices;
using UdpLab;
using UdpLab.Bench;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Sections;

if (args is [FoldingSection.Argument, string text, string target])
{
    FoldingSection.FoldAlone(text, target);
    return 0;
}

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

using CancellationTokenSource stop = new(TimeSpan.FromMinutes(40));
string stopped = "the time limit of 40 minutes";
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopped = signal.Signal.ToString();
    stop.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

List<Row> rows = [];
int exitCode = 0;
try
{
    using PinnedBed bed = PinnedBed.Create(options, stop.Token);
    Context context = new(options, bed, new QuietWatch(stop.Token), rows, stop.Token);
    foreach (string section in Options.Sections.Where(options.Only.Contains))
    {
        exitCode |= SectionList.Run(section, context);
    }
}
catch (OperationCanceledException)
{
    exitCode = 130;
}
catch (Exception e) when (e is LabException or InvalidOperationException)
{
    Console.Error.WriteLine(e.Message);
    exitCode = 1;
}

Console.WriteLine(Surroundings.Describe(options));
Console.WriteLine();
Console.Write(Table.Render(rows));
if (exitCode == 130)
{
    // An incomplete table must not look complete.
    Console.WriteLine($"\nINCOMPLETE: stopped by {stopped}.");
}

return exitCode;
