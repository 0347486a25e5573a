// Cooperating players: a game in which each team of players of another game is one player.
#pragma once

#include <firstmove/abi.h>

#include <memory>

#include "spec/specs.hpp"

namespace firstmove::engine {

class Game;

// The table of a game whose players are the teams of another: a team's block consists of its
// members' blocks, and its cost is the sum of theirs ("the single leader abstracts multiple
// cooperating agents": Fiez, Chasnov, Ratliff 2019, footnote 1). It offers what the other game
// offers for all members, and has the same metrics; if that game has a graph of its costs, it lends
// one, too.
const fm_game& team_table();
// An instance for that table, over `members`; destroyed through the table.
fm_game_instance* make_team_game(const fm_host* host, std::unique_ptr<Game> members,
                                 const Teams& teams);

}  // namespace firstmove::engine
