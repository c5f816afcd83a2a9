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
        Dictionary<ReceiveMethod, CountingGuest.Cost> ours = [];

        // Both boots first do the same: what one did before changes its kernel's caches of memory, and so its instructions.
        ForEach(_methods, method => ours[method] = CompareBoots(section, context, method, one, other));
        ForEach([.. ours.Keys.Intersect(UdpSink.Methods)], method => CompareWithUdpSink(section, context, method, ours[method], one));

        void ForEach(ReceiveMethod[] methods, Action<ReceiveMethod> compare)
        {
            foreach (ReceiveMethod method in methods)
            {
                try
                {
                    compare(method);
                }
                catch (Exception e) when (e is LabException or TimeoutException)
                {
                    context.Add(Row.Skipped(section, $"{method}, in a guest", "", e.Message));
                }
            }
        }
    }

    private static CountingGuest.Cost CompareBoots(string section, Context context, ReceiveMethod method, CountingGuest one, CountingGuest other)
    {
        CountingGuest.Cost ours = one.Ours(method, context.Cancel), again = other.Ours(method, context.Cancel);
        double[] apart = [Apart(ours.Thread, again.Thread), Apart(ours.Kernel, again.Kernel), Apart(ours.User, again.User)];
        context.Add(RowOf(section, $"{method}, in a guest", "the same in another boot", ours.Thread, again.Thread) with
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{apart[0]:P2} apart (goal {GreatestDifference:P1}, {(apart[0] <= GreatestDifference ? "met" : "**missed**")}), kernel {apart[1]:P2}, user {apart[2]:P2}"),
        });
        return ours;
    }

    private static void CompareWithUdpSink(string section, Context context, ReceiveMethod method, CountingGuest.Cost ours, CountingGuest guest)
    {
        string name = $"udp_sink --{method.ToString().ToLowerInvariant()}";
        if (context.UdpSink is null)
        {
            context.Add(Row.Skipped(section, $"{method}, in a guest", name, OtherTools.NotGiven("--udp-sink")));
            return;
        }

        CountingGuest.Cost theirs = guest.Theirs(method, context.Cancel);
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
