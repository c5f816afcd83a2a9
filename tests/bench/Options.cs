using System.Globalization;

namespace UdpLab.Bench;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Usage = """
        Usage: dotnet run -c Release --project tests/bench -- [options]
          --udp-sink PATH    udp_sink of netoptimizer/network-testing
          --udp-flood PATH   udp_flood of the same
          --pktgen-scripts D folder pktgen of the same
          --stackcollapse P  stackcollapse-perf.pl of brendangregg/FlameGraph
          --pairs N          pairs A,B of every row (5)
          --seconds S        length of one measurement (1)
          --only LIST        of sink,flood,best,methods,check,instructions,control,import,nic,readiness,distance,pktgen,profile,folding,report,results,throughput,trace,soak
          --sink-cpu N       CPU of every sink (the first online)
          --flood-cpu N      CPU of every flood (the second online)
        """;

    public static readonly string[] Sections = ["sink", "instructions", "flood", "best", "methods", "check", "control", "import", "nic", "readiness", "distance", "pktgen", "profile", "folding", "report", "results", "throughput", "trace", "soak"];

    public string? UdpSink { get; private set; }
    public string? UdpFlood { get; private set; }
    public string? PktgenScripts { get; private set; }
    public string? Stackcollapse { get; private set; }
    public int Pairs { get; private set; } = 5;
    public double Seconds { get; private set; } = 1;
    public int? SinkCpu { get; private set; }
    public int? FloodCpu { get; private set; }
    public IReadOnlyList<string> Only { get; private set; } = Sections;

    public static Options Parse(string[] arguments)
    {
        Options options = new();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value.");
            switch (arguments[i])
            {
                case "--udp-sink":
                    options.UdpSink = Existing(arguments[i], value);
                    break;
                case "--udp-flood":
                    options.UdpFlood = Existing(arguments[i], value);
                    break;
                case "--pktgen-scripts":
                    options.PktgenScripts = Path.GetDirectoryName(Existing(arguments[i], Path.Combine(value, "functions.sh")));
                    break;
                case "--stackcollapse":
                    options.Stackcollapse = Existing(arguments[i], value);
                    break;
                case "--pairs":
                    options.Pairs = (int)Number(arguments[i], value, 1, 1000);
                    break;
                case "--seconds":
                    options.Seconds = Number(arguments[i], value, 0.1, 60);
                    break;
                case "--sink-cpu":
                    options.SinkCpu = (int)Number(arguments[i], value, 0, 4095);
                    break;
                case "--flood-cpu":
                    options.FloodCpu = (int)Number(arguments[i], value, 0, 4095);
                    break;
                case "--only":
                    options.Only = value.Split(',');
                    if (options.Only.Except(Sections).FirstOrDefault() is string unknown)
                    {
                        throw new ArgumentException($"--only {unknown}: the sections are {string.Join(", ", Sections)}.");
                    }

                    break;
                default:
                    throw new ArgumentException($"{arguments[i]} is not an option.");
            }
        }

        return options;
    }

    private static string Existing(string option, string path) => File.Exists(path)
        ? Path.GetFullPath(path)
        : throw new ArgumentException($"{option} {path}: there is no such file.");

    private static double Number(string option, string text, double least, double most) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? value
            : throw new ArgumentException($"{option} {text}: give a number from {least} to {most}.");
}
