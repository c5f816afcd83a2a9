using System.Globalization;

namespace UdpLab.Wire;

/// <summary>Tags that pktgen puts between the Ethernet and the IP header; its packet sizes include them (pkt_overhead of net/core/pktgen.c).</summary>
internal static class PktgenTags
{
    private const int Length = 4;

    /// <summary>Bytes of the VLAN tags and MPLS labels that commands set.</summary>
    public static int Bytes(IEnumerable<string> commands)
    {
        Dictionary<string, int> tags = [];
        foreach (string[] words in commands.Select(c => c.Split(' ', 2)).Where(w => w.Length == 2))
        {
            tags[words[0]] = words[0] switch
            {
                "vlan_id" or "svlan_id" => int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id <= PktgenVocabulary.HighestVlan ? 1 : 0,
                "mpls" => words[1].Split(',').Length,
                _ => 0,
            };
        }

        return Length * tags.Values.Sum();
    }
}
