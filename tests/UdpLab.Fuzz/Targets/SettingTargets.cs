using System.Text;
using UdpLab.Wire;

namespace UdpLab.Fuzz.Targets;

/// <summary>Small grammars: values as ethtool, the kernel and users write them.</summary>
internal static class SettingTargets
{
    public static IEnumerable<FuzzTarget> All()
    {
        yield return Grammar("CPU list", text => _ = CpuText.ParseList(text), "0-3,8", "0", "", "0-1,4-5,1023");
        yield return Grammar("CPU mask", text => _ = CpuText.ParseMask(text), "ff", "00000000,0000ffff", "f,ffffffff");
        yield return Grammar("CPU assignment", text => _ = CpuAssignment.Parse(text), "0-3,8", "None", "Spread", "0=1 1=2,3");
        yield return Grammar("RSS table", text => _ = RssText.Parse(text), "0 1 2 3 0 1 2 3", "0*32 1*32", "0-3 ×32");
        yield return Grammar("flow rule", text => _ = FlowRuleText.Parse(text), "udp4 src-ip 198.18.0.1 dst-ip 198.18.0.2 src-port 9 dst-port 9 queue 1", "udp6 src-ip 2001:db8::1 queue 0");
        yield return Grammar("address", text => _ = AddressText.Parse(text), "198.18.0.2", "2001:db8::2", "fe80::1%eth0", "::ffff:192.0.2.1");
        yield return Grammar("frame mix", text => _ = FrameMixText.Parse(text), "64,7 576,4 1500,1", "IMIX", "64", "64-1518", "aafh");
        yield return Grammar("payload", text => _ = PayloadText.Parse(text), "0a1b2c", "0a 1b 2c", "0A:1B");
        yield return Grammar("fields of a setting", text => _ = (FieldText.With("rx=4 tx=2", text), FieldText.Except(text, "rx=1"), FieldText.Has(text, "rx=4")), "rx=4 tx=2", "adaptive-rx=on rx-usecs=50");
        yield return Grammar("pktgen imix", text => _ = new PktgenImix(text), "64,7 576,4 1500,1");
        yield return Grammar("pktgen range", text => _ = new PktgenRange(text), "9", "9-109");
        yield return Grammar("pktgen addresses", text => _ = new PktgenAddressRange(text), "198.18.0.1-198.18.0.9", "198.18.0.0/24", "fd00::/64", "fd00::1");
    }

    private static FuzzTarget Grammar(string name, Action<string> parse, params string[] seeds) => new(name, Seeds.Of(seeds), text => parse(Encoding.UTF8.GetString(text)), typeof(FormatException));
}
