using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Host-independent checks of every request, made before any of it is used.</summary>
internal static class RequestChecks
{
    private const int MostNames = 4096, LongestName = 253;
    private const double LeastPatience = 0.05;

    /// <summary>Throws for the first unacceptable field, naming it.</summary>
    public static void Require(Request request)
    {
        switch (request)
        {
            case OpenSink plan:
                SinkChecks.Require(plan);
                break;
            case WatchSockets plan:
                SinkChecks.Require(plan);
                break;
            case Measure plan:
                SinkChecks.Require(plan);
                break;
            case OpenWindow plan:
                SinkChecks.Require(plan);
                break;
            case CutWindow plan:
                SinkChecks.Require(plan);
                break;
            case FinishMeasure plan:
                SinkChecks.Require(plan);
                break;
            case OpenFlood plan:
                FloodChecks.Require(plan);
                break;
            case StartPerf plan:
                PerfChecks.Require(plan.Plan, "");
                PerfChecks.RequireTarget(plan.Plan);
                Fields.Within("Duration", plan.Duration, 0, Fields.LongestSeconds);
                break;
            case ChangePktgen plan:
                PktgenChecks.Require(plan);
                break;
            case RunPktgen plan:
                Fields.Within("Duration", plan.Duration, 0, Fields.LongestSeconds);
                break;
            case ReadHost plan:
                Interfaces(plan.Interfaces);
                break;
            case ResolveName plan:
                Fields.Text("name", plan.Name, LongestName);
                break;
            case ReadNic plan:
                Interfaces(plan.Names);
                break;
            case ReadSettings plan:
                SettingChecks.Require(plan);
                break;
            case ApplySettings plan:
                SettingChecks.Require(plan);
                break;
            case UndoSettings plan:
                SettingChecks.Require(plan);
                break;
            case GuardSettings plan:
                SettingChecks.Require(plan);
                break;
            case CreateTestbed plan:
                TestbedChecks.Require(plan);
                break;
            case RemoveTestbed plan:
                TestbedChecks.RequireName(plan.Name);
                break;
            case Beat beat:
                Fields.Within("patience", beat.Patience, LeastPatience, Fields.LongestSeconds);
                break;
        }
    }

    private static void Interfaces(string[] names)
    {
        Fields.AtMost("Interface", names, MostNames);
        Array.ForEach(names, name => Fields.Interface("Interface", name));
    }
}
