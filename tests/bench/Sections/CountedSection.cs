using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;
using UdpLab.Wire;

namespace UdpLab.Bench.Sections;

/// <summary>
/// Instructions of a packet, kernel and user, in guests that count them: each method in two boots of a kernel, which should be the same,
/// and against udp_sink's. Needs no quiet machine.
/// </summary>
internal static class CountedSection
{
    private const double GreatestDifference = 0.002, GoalAgainstUdpSink = 0.95;
    private static readonly ReceiveMethod[] _methods =
    [
        .. UdpSink.Methods, ReceiveMethod.Epoll, ReceiveMethod.IoUring, ReceiveMethod.IoUringMultishot, ReceiveMethod.PacketRing,
    ];

    public static void Run(string section, Context context)
    {
        using CountingGuest one = CountingGuest.Start(context.UdpSink, context.Cancel), other = CountingGuest.Start(context.UdpSink, context.Cancel);
        foreach (ReceiveMethod method in _methods)
        {
            try
            {
                Compare(section, context, method, one, other);
            }
            catch (Exception e) when (e is LabException or TimeoutException)
            {
                context.Add(Row.Skipped(section, $"{method}, in a guest", "", e.Message));
            }
        }
    }

    private static void Compare(string section, Context context, ReceiveMethod method, CountingGuest one, CountingGuest other)
    {
        CountingGuest.Cost ours = one.Ours(method, context.Cancel), again = other.Ours(method, context.Cancel);
        double[] apart = [Apart(ours.Thread, again.Thread), Apart(ours.Kernel, again.Kernel), Apart(ours.User, again.User)];
        context.Add(RowOf(section, $"{method}, in a guest", "the same in another boot", ours.Thread, again.Thread) with
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{apart[0]:P2} apart (goal {GreatestDifference:P1}, {(apart[0] <= GreatestDifference ? "met" : "**missed**")}), kernel {apart[1]:P2}, user {apart[2]:P2}"),
        });
        if (!UdpSink.Methods.Contains(method))
        {
            return;
        }

        string name = $"udp_sink --{method.ToString().ToLowerInvariant()}";
        if (context.UdpSink is null)
        {
            context.Add(Row.Skipped(section, $"{method}, in a guest", name, OtherTools.NotGiven("--udp-sink")));
            return;
        }

        CountingGuest.Cost theirs = one.Theirs(method, context.Cancel);
        context.Add(RowOf(section, $"{method}, in a guest", name, ours.Thread, theirs.Thread) with { Goal = GoalAgainstUdpSink, Less = true, Note = "kernel and user" });
        if (theirs.User <= 0)
        {
            context.Add(Row.Skipped(section, $"{method}, in a guest", name, "the counts have no instruction of udp_sink's own code, so kernel and user cannot be told apart"));
            return;
        }

        context.Add(RowOf(section, $"{method}, in a guest", name, ours.Kernel, theirs.Kernel) with { Note = "kernel" });
        context.Add(RowOf(section, $"{method}, in a guest", name, ours.User, theirs.User) with { Note = "user" });
    }

    private static double Apart(double one, double other) => Math.Abs(one - other) / Math.Max(one, other);

    private static Row RowOf(string section, string a, string b, double one, double other) =>
        Row.Of(section, a, b, Pairs.TakeAll(1, () => new Sample(one), () => new Sample(other))) with { Unit = "instructions/packet" };
}
